#!/bin/sh
# Passes when the group work and its eight neighbours exist, side by side, with the controller cpu.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if [ ! -f /sys/fs/cgroup/cgroup.controllers ]; then
    say "The cgroup filesystem is not mounted on /sys/fs/cgroup yet." \
        "El sistema de archivos de cgroups todavía no está montado en /sys/fs/cgroup."
    exit 1
fi
for group in work n1 n2 n3 n4 n5 n6 n7 n8; do
    if [ ! -d "/sys/fs/cgroup/$group" ]; then
        say "There is no group $group: make the directory /sys/fs/cgroup/$group." \
            "No hay un grupo $group: crea el directorio /sys/fs/cgroup/$group."
        exit 1
    fi
    if [ ! -f "/sys/fs/cgroup/$group/cpu.max" ]; then
        say "The group $group has no cpu.max: its parent must hand the controller down (+cpu)." \
            "El grupo $group no tiene cpu.max: su padre tiene que ceder el controlador (+cpu)."
        exit 1
    fi
done
