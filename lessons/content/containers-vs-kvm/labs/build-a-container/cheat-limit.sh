#!/bin/sh
# A limit that nobody has run into.
mkdir -p /sys/fs/cgroup/aa
echo 40 >/sys/fs/cgroup/aa/pids.max
setsid sh -c "echo 0 >/sys/fs/cgroup/aa/cgroup.procs; exec sleep 300" </dev/null >/dev/null 2>&1 &
sleep 1
