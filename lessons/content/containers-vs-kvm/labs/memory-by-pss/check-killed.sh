#!/bin/sh
# Passes when the kernel has ended a process here for lack of memory, and ~/status.txt says with
# which status.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

killed=$(cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null |
    awk '$1 == "oom_kill" { print $2; exit }')
[ -n "$killed" ] || exit 2
if [ "$killed" -eq 0 ]; then
    say "No process of box has run out of memory yet." \
        "Todavía ningún proceso de box se ha quedado sin memoria."
    exit 1
fi
said=$(head -c 4096 /home/learner/status.txt 2>/dev/null | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ "$said" = 137 ]; then
    echo "measure cgroup.oom_kills=$killed"
    exit 0
fi
if [ -z "$said" ]; then
    say "A process was ended. Save its exit status in status.txt." \
        "Un proceso fue terminado. Guarda su estado de salida en status.txt."
else
    say "status.txt says $said, which is not the status of what was ended. In a pipe, \$? is the last program's." \
        "status.txt dice $said, que no es el estado de lo que fue terminado. En una tubería, \$? es el del último programa."
fi
exit 1
