#!/bin/sh
# Passes when a process is root in a user namespace of its own and somebody else outside.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

seen=
for process in $(others user); do
    outside=$(awk '$1 == "Uid:" { print $3 }' "/proc/$process/status" 2>/dev/null)
    awk '$1 == 0 && $2 != 0 { found = 1 } END { exit !found }' "/proc/$process/uid_map" 2>/dev/null \
        && [ "${outside:-0}" != 0 ] && exit 0
    seen=$process
done
if [ -n "$seen" ]; then
    say "Process $seen has a user namespace of its own; its user 0 is not an ordinary user outside." \
        "El proceso $seen tiene un espacio de usuarios propio; su usuario 0 no es fuera un usuario corriente."
else
    say "Every process is in the machine's own user namespace." \
        "Todos los procesos están en el espacio de usuarios de la máquina."
fi
exit 1
