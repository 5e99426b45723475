#!/bin/sh
# Passes when a process is in a cgroup whose limit of at most 50 processes has refused one.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -r /sys/fs/cgroup/cgroup.procs ] || exit 2
groups=$(sed -n 's/^0:://p' /proc/[0-9]*/cgroup 2>/dev/null | grep '^/.' | sort -u)
if [ -z "$groups" ]; then
    say "Every process is in the cgroup at the root, which has no limits." \
        "Todos los procesos están en el cgroup raíz, que no tiene límites."
    exit 1
fi
waiting=
for group in $groups; do
    most=$(cat "/sys/fs/cgroup$group/pids.max" 2>/dev/null)
    case $most in '' | *[!0-9]*) continue ;; esac
    if [ "$most" -gt 50 ]; then continue; fi
    refused=$(awk '$1 == "max" { print $2 }' "/sys/fs/cgroup$group/pids.events")
    [ "${refused:-0}" -gt 0 ] && exit 0
    waiting="$group $most"
done
if [ -n "$waiting" ]; then
    say "${waiting% *} may have ${waiting#* } processes, and nobody has asked for more yet. Try." \
        "${waiting% *} puede tener ${waiting#* } procesos, y nadie ha pedido más todavía. Inténtalo."
    exit 1
fi
say "There are processes in a cgroup of their own, without a pids.max of at most 50." \
    "Hay procesos en un cgroup propio, sin un pids.max de 50 como mucho."
exit 1
