#!/bin/sh
# Passes when the group is full: it has said no, and its processes have network namespaces of their
# own, no two the same.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

# For the chart: what was gone at each number of processes, the last word on each. It is drawn while
# the group fills, and each look adds to what is drawn.
points() {
    [ -r /run/race-samples ] && sort -s -n -k 1,1 /run/race-samples |
        awk -v before="$(cat /run/race-before)" '
            $1 != at && NR > 1 && gone >= 0 { printf "measure density.memory.%d=%d KiB\n", at, gone }
            { at = $1; gone = before - $2 }
            END { if (NR && gone >= 0) printf "measure density.memory.%d=%d KiB\n", at, gone }'
}

group=/sys/fs/cgroup/race
[ -r /run/race-before ] || exit 2
if [ ! -r "$group/cgroup.procs" ]; then
    say "There is no group race." "No hay un grupo race."
    exit 1
fi
own=$(ls -l /proc/[0-9]*/ns/net 2>/dev/null | sed -n 's|.* /proc/\([0-9]*\)/ns/net -> \(.*\)|\1 \2|p')
count=$(printf '%s\n' "$own" | awk '
    NR == FNR { member[$1] = 1; next }
    $1 == 1 { host = $2 }
    $1 in member { seen[$2] = 1 }
    END { delete seen[host]; for (each in seen) count++; print count + 0 }' "$group/cgroup.procs" -)
refused=$(awk '$1 == "max" { print $2 }' "$group/pids.events")
if [ "$count" -eq 0 ]; then
    say "No process in the group race has a network namespace of its own." \
        "Ningún proceso del grupo race tiene un espacio de nombres de red propio."
    exit 1
fi
if [ "${refused:-0}" -eq 0 ]; then
    points
    say "There are $count, and the budget has not said no yet: go on." \
        "Hay $count, y el presupuesto todavía no ha dicho que no: sigue."
    exit 1
fi
if [ "$count" -lt 6 ]; then
    say "The group is full, yet only $count of its processes have namespaces of their own." \
        "El grupo está lleno, pero solo $count de sus procesos tienen espacios de nombres propios."
    exit 1
fi
now=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
each=$((($(cat /run/race-before) - now) / count))
echo "measure density.count=$count"
[ "$each" -gt 0 ] && echo "measure density.kib-each=$each KiB"
points
exit 0
