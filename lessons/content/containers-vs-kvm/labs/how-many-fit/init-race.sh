#!/bin/sh
# Notes, once, how much memory the guest could still give before the race; and, from then on, how
# much it can give whenever the number of processes in the group has changed, for the chart: lines
# "PROCESSES KIB" in /run/race-samples. Without a process started for it, which would count too.
[ -e /run/race-before ] && exit 0
[ -p /run/race-pause ] || mkfifo /run/race-pause || exit 1
setsid bash -c '
    exec 3<>/run/race-pause
    note() {
        while read -r name kib _; do
            [ "$name" != MemAvailable: ] || echo "$count $kib" >>/run/race-samples
        done </proc/meminfo
    }
    last=0 same=0
    while :; do
        count=0
        read -r count </sys/fs/cgroup/race/pids.current
        pause=0.02
        if [ "$count" -eq 0 ]; then
            pause=0.1
            [ "$last" -eq 0 ] || : >/run/race-samples # another race
        elif [ "$count" -ne "$last" ]; then
            same=0
            note
        else
            same=$((same + 1))
            [ "$same" -ne 25 ] || note # all has come to rest
            [ "$same" -lt 100 ] || pause=0.5
        fi
        last=$count
        read -r -t "$pause" -u 3
    done' </dev/null >/dev/null 2>&1 &
sleep 1 # until that has the memory that it needs
awk '/^MemAvailable:/ { print $2 }' /proc/meminfo >/run/race-before
