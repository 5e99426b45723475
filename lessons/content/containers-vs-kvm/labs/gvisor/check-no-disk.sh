#!/bin/sh
# Passes when ~/root.txt names the type of the file system at /.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
type=$(awk '$2 == "/" { print $3 }' /proc/mounts)
[ -n "$type" ] || exit 2
if [ ! -r root.txt ]; then
    say "There is no root.txt in your home directory yet." \
        "Todavía no hay un root.txt en tu directorio personal."
    exit 1
fi
head -c 4096 root.txt | grep -qw "$type" && exit 0
say "root.txt doesn't name the type of the file system at /. It is in /proc/mounts." \
    "root.txt no nombra el tipo del sistema de archivos de /. Está en /proc/mounts."
exit 1
