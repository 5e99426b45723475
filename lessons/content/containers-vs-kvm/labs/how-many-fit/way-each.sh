#!/bin/sh
# Rounded, with its unit.
cd /root || exit 2
count=$(grep -c . /sys/fs/cgroup/race/cgroup.procs)
now=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
echo "about $((($(cat /run/race-before) - now) / count)) KiB each" >each.txt
