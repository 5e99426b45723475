#!/bin/sh
# Passes when a process in a network namespace of its own has an interface eth0.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

seen=
for process in $(others net); do
    grep -q '^ *eth0:' "/proc/$process/net/dev" 2>/dev/null && exit 0
    seen=$process
done
if [ -n "$seen" ]; then
    say "Process $seen has a network namespace of its own, without an interface eth0." \
        "El proceso $seen tiene un espacio de red propio, sin una interfaz eth0."
else
    say "Every process is in the machine's own network namespace." \
        "Todos los procesos están en el espacio de red de la máquina."
fi
exit 1
