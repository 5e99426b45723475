#!/bin/sh
# Passes when the cgroup race exists and lets at most 48 processes live in it.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

group=/sys/fs/cgroup/race
if [ ! -f /sys/fs/cgroup/cgroup.controllers ]; then
    say "The cgroup filesystem is not mounted on /sys/fs/cgroup yet." \
        "El sistema de archivos de cgroups todavía no está montado en /sys/fs/cgroup."
    exit 1
fi
if [ ! -d "$group" ]; then
    say "There is no group race: make the directory /sys/fs/cgroup/race." \
        "No hay un grupo race: crea el directorio /sys/fs/cgroup/race."
    exit 1
fi
if [ ! -f "$group/pids.max" ]; then
    say "The group has no pids.max: its parent must hand the controller down (+pids)." \
        "El grupo no tiene pids.max: su padre tiene que ceder el controlador (+pids)."
    exit 1
fi
most=$(cat "$group/pids.max")
if [ "$most" = max ] || [ "$most" -gt 48 ] || [ "$most" -lt 8 ]; then
    say "pids.max of race is $most; write 48 into it." "El pids.max de race es $most; escribe 48."
    exit 1
fi
