#!/bin/sh
# Passes when a process in a UTS namespace of its own has another host name than the machine.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

own=$(cat /proc/sys/kernel/hostname) || exit 2
seen=
for process in $(others uts); do
    name=$(nsenter --target "$process" --uts cat /proc/sys/kernel/hostname 2>/dev/null) || continue
    [ "$name" != "$own" ] && exit 0
    seen=$process
done
if [ -n "$seen" ]; then
    say "Process $seen has a UTS namespace of its own, and in it the name is still $own." \
        "El proceso $seen tiene un espacio UTS propio, y en él el nombre sigue siendo $own."
else
    say "Every process is in the machine's own UTS namespace." \
        "Todos los procesos están en el espacio UTS de la máquina."
fi
exit 1
