#!/bin/sh
# Passes when a process in another mount namespace sees a mount at /mnt that is not seen here.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

here=$(readlink /proc/1/ns/mnt) || exit 2
# A process for each of the other mount namespaces; one program for all, since forks take long here.
others() {
    find /proc/[0-9]*/ns/mnt -maxdepth 0 -printf '%h %l\n' 2>/dev/null |
        awk -v here="$here" '$2 != here && !seen[$2]++ { sub("/ns$", "", $1); print $1 }'
}
seen() { grep -q ' /mnt ' "$1/mountinfo" 2>/dev/null; }
found=
for process in $(others); do
    seen "$process" && found=yes
done
if [ -n "$found" ] && ! seen /proc/1; then
    exit 0
elif seen /proc/1; then
    say "Outside a mount at /mnt is seen, too. Take it away with umount /mnt, and mount inside of a namespace." \
        "Fuera también se ve un montaje en /mnt. Quítalo con umount /mnt y monta dentro de un espacio de nombres."
else
    say "No process in another mount namespace has anything mounted at /mnt. It has to be running." \
        "Ningún proceso de otro espacio de montaje tiene nada montado en /mnt. Tiene que estar en marcha."
fi
exit 1
