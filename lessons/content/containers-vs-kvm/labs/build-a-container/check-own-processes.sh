#!/bin/sh
# Passes when a process in a PID namespace of its own sees that namespace in /proc.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

seen=
for process in $(others pid); do
    own=$(stat -Lc %i "/proc/$process/ns/pid" 2>/dev/null) || continue
    first=$(stat -Lc %i "/proc/$process/root/proc/1/ns/pid" 2>/dev/null)
    [ "$first" = "$own" ] && exit 0
    seen=$process
done
if [ -n "$seen" ]; then
    say "Process $seen has numbers of its own, but the /proc that it sees is the machine's." \
        "El proceso $seen tiene números propios, pero el /proc que ve es el de la máquina."
else
    say "Every process is in the machine's own PID namespace." \
        "Todos los procesos están en el espacio de PID de la máquina."
fi
exit 1
