#!/bin/sh
# Out of its group, and whoever holds the lock is ended.
for process in $(cat /sys/fs/cgroup/shop/cgroup.procs); do
    echo "$process" >/sys/fs/cgroup/cgroup.procs
done
pkill -9 backup
sleep 1
