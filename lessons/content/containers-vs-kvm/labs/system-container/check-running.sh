#!/bin/sh
# Passes when the system container whole runs with its services and has an address. Measures what it
# takes.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if ! [ -e /var/lib/lxc/whole/config ]; then
    say "There is no container whole yet." "Todavía no hay ningún contenedor whole."
    exit 1
fi
init=$(lxc-info -n whole -p -H 2>/dev/null)
if [ -z "$init" ]; then
    say "The container whole is not running." "El contenedor whole no está en ejecución."
    exit 1
fi
if ! grep -qs . /sys/fs/cgroup/lxc.payload.whole/system.slice/clock.service/cgroup.procs; then
    say "whole has begun; its services have not all started." \
        "whole ha empezado; aún no se han iniciado todos sus servicios."
    exit 1
fi
if ! lxc-info -n whole -iH </dev/null | grep -q '^10[.]0[.]3[.]'; then
    say "whole runs, and has no address yet." "whole se ejecuta, pero aún no tiene dirección."
    exit 1
fi
group=/sys/fs/cgroup/lxc.payload.whole
echo "measure lxc.memory=$(($(cat $group/memory.current) >> 20)) MB"
echo "measure lxc.processes=$(find $group -name cgroup.procs -exec cat {} + | wc -l) processes"
