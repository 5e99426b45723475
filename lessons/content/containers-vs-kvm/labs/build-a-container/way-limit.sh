#!/bin/sh
# Two groups, of which the first is capped and has refused nobody.
for name in aa zz; do mkdir -p /sys/fs/cgroup/$name; done
echo 40 >/sys/fs/cgroup/aa/pids.max
echo 8 >/sys/fs/cgroup/zz/pids.max
setsid sh -c "echo 0 >/sys/fs/cgroup/aa/cgroup.procs; exec sleep 900" </dev/null >/dev/null 2>&1 &
setsid sh -c "echo 0 >/sys/fs/cgroup/zz/cgroup.procs; (while sleep 5 & do :; done); exec sleep 900" \
    </dev/null >/dev/null 2>&1 &
