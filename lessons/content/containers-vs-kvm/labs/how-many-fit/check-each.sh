#!/bin/sh
# Passes when ~/each.txt holds, in KiB, what one of the group's processes takes: within a factor of
# two of what the memory that is missing since the race says.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

count=$(cat /sys/fs/cgroup/race/cgroup.procs 2>/dev/null | wc -l)
if [ "$count" -lt 6 ] || [ ! -r /run/race-before ]; then
    say "There is nothing to divide yet: first the race." \
        "Todavía no hay nada que dividir: primero, la carrera."
    exit 1
fi
now=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
before=$(cat /run/race-before)
each=$(((before - now) / count))
[ "$each" -gt 0 ] || exit 2
if [ ! -r /root/each.txt ]; then
    say "There is no each.txt in your home directory yet." \
        "Todavía no hay un each.txt en tu directorio personal."
    exit 1
fi
said=$(head -c 4096 /root/each.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ -n "$said" ] && [ "$said" -le $((each * 2)) ] && [ "$said" -ge $((each / 2)) ]; then
    echo "measure density.kib-each=$each KiB"
    exit 0
fi
say "each.txt does not fit: $before KiB were available before, $now now, and there are $count processes." \
    "each.txt no encaja: antes había $before KiB disponibles, ahora $now, y hay $count procesos."
exit 1
