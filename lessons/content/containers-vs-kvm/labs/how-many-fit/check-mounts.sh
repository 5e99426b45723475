#!/bin/sh
# Passes when a mount namespace holds as many mounts as mount-max, lowered, lets it have: one more is
# refused for that reason.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

most=$(cat /proc/sys/fs/mount-max) || exit 2
if [ "$most" -gt 1000 ]; then
    say "fs.mount-max is still $most: write a number below a thousand, such as 60." \
        "fs.mount-max sigue en $most: escribe un número menor que mil, como 60."
    exit 1
fi
# The process that has most; what is hidden behind its root is not in this list.
set -- $(wc -l /proc/[0-9]*/mountinfo 2>/dev/null | sort -n | awk '$2 != "total" { line = $0 } END { print line }')
process=${2#/proc/} process=${process%/mountinfo}
said=$(nsenter --target "${process:-0}" --mount mount -t tmpfs one-more /tmp 2>&1) &&
    nsenter --target "$process" --mount umount /tmp
case $said in
*'No space left on device'*) ;;
*)
    say "The fullest mount namespace has ${1:-0} mounts of $most that are allowed, and takes one more." \
        "El espacio de montaje más lleno tiene ${1:-0} montajes de los $most permitidos, y admite otro."
    exit 1
    ;;
esac
if [ "$1" -lt $((most - 5)) ] || [ "$1" -lt 30 ]; then
    say "The namespace is full of something else: it has $1 mounts, and $most are allowed." \
        "El espacio está lleno por otra causa: tiene $1 montajes, y se permiten $most."
    exit 1
fi
echo "measure density.mounts=$1"
