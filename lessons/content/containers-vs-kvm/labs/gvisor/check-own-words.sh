#!/bin/sh
# Passes when ~/messages.txt holds the first message of gVisor's kernel.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r messages.txt ]; then
    say "There is no messages.txt in your home directory yet." \
        "Todavía no hay un messages.txt en tu directorio personal."
    exit 1
fi
dmesg >/dev/null 2>&1 || exit 2
head -c 8192 messages.txt | grep -q 'Starting gVisor' && exit 0
say "messages.txt doesn't hold this kernel's first message. dmesg prints it." \
    "messages.txt no contiene el primer mensaje de este núcleo. dmesg lo imprime."
exit 1
