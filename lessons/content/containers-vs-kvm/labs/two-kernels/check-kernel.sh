#!/bin/sh
# Passes when ~/kernel.txt, here, holds the release of the kernel that runs here.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

release=$(uname -r)
[ -n "$release" ] || exit 2
for file in /root/kernel.txt /home/learner/kernel.txt; do
    [ -r "$file" ] && break
done
if [ ! -r "$file" ]; then
    say "On $(hostname) there is no kernel.txt in your home directory yet." \
        "En $(hostname) todavía no hay un kernel.txt en tu directorio personal."
    exit 1
fi
head -c 4096 "$file" | grep -qF "$release" && exit 0
say "kernel.txt on $(hostname) does not name the kernel that runs there. uname -r does." \
    "El kernel.txt de $(hostname) no nombra el núcleo que se ejecuta allí. uname -r sí."
exit 1
