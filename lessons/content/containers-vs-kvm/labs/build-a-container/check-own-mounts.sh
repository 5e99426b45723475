#!/bin/sh
# Passes when a process sees a tmpfs at /tmp/box that process 1 doesn't see.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

mounted() { awk '$5 == "/tmp/box"' "/proc/$1/mountinfo" 2>/dev/null | grep -q ' - tmpfs '; }
if mounted 1; then
    say "The whole machine sees the mount at /tmp/box. Undo it with umount /tmp/box and begin inside." \
        "Toda la máquina ve el montaje de /tmp/box. Deshazlo con umount /tmp/box y empieza dentro."
    exit 1
fi
for process in $(others mnt); do
    mounted "$process" && exit 0
done
say "No process sees a tmpfs at /tmp/box." "Ningún proceso ve un tmpfs en /tmp/box."
exit 1
