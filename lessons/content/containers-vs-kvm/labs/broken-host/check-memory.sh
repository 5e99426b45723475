#!/bin/sh
# Passes when 58 MB are available.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

available=$(awk '/^MemAvailable:/ { printf "%d", $2 / 1024 }' /proc/meminfo)
[ "$available" -ge 58 ] && exit 0
say "$available MB are available, 58 are wanted. A process, a file in memory, or a file that has no name any more: who holds it?" \
    "Hay $available MB disponibles y hacen falta 58. Un proceso, un archivo en memoria o un archivo que ya no tiene nombre: ¿quién la ocupa?"
exit 1
