#!/bin/sh
# Passes when a process is in a cgroup whose limit of at most 50 processes has refused one.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

[ -r /sys/fs/cgroup/cgroup.procs ] || exit 2
groups=$(sed -n 's/^0:://p' /proc/[0-9]*/cgroup 2>/dev/null | grep '^/.' | sort -u)
if [ -z "$groups" ]; then
    say "Every process is in the cgroup at the root, which has no limits." \
        "Todos los procesos están en el cgroup raíz, que no tiene límites."
    exit 1
fi
for group in $groups; do
    most=$(cat "/sys/fs/cgroup$group/pids.max" 2>/dev/null)
    case $most in '' | *[!0-9]*) continue ;; esac
    if [ "$most" -gt 50 ]; then continue; fi
    refused=$(awk '$1 == "max" { print $2 }' "/sys/fs/cgroup$group/pids.events")
    [ "${refused:-0}" -gt 0 ] && exit 0
    say "$group may have $most processes, and nobody has asked for more yet. Try." \
        "$group puede tener $most procesos, y nadie ha pedido más todavía. Inténtalo."
    exit 1
done
say "There are processes in a cgroup of their own, without a pids.max of at most 50." \
    "Hay procesos en un cgroup propio, sin un pids.max de 50 como mucho."
exit 1
