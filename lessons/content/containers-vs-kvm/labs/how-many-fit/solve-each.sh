#!/bin/sh
cd /root || exit 2
count=$(wc -l </sys/fs/cgroup/race/cgroup.procs)
awk -v count="$count" -v before="$(cat /run/race-before)" \
    '/^MemAvailable:/ { print int((before - $2) / count) }' /proc/meminfo >each.txt
