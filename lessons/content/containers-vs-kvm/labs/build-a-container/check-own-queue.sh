#!/bin/sh
# Passes when a process in an IPC namespace of its own has another msgmax than the machine.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

own=$(cat /proc/sys/kernel/msgmax) || exit 2
seen=
for process in $(others ipc); do
    most=$(nsenter --target "$process" --ipc cat /proc/sys/kernel/msgmax 2>/dev/null) || continue
    [ "$most" != "$own" ] && exit 0
    seen=$process
done
if [ -n "$seen" ]; then
    say "Process $seen has an IPC namespace of its own; msgmax in it is $own, as outside." \
        "El proceso $seen tiene un espacio IPC propio; en él msgmax vale $own, como fuera."
else
    say "Every process is in the machine's own IPC namespace." \
        "Todos los procesos están en el espacio IPC de la máquina."
fi
exit 1
