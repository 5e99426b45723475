#!/bin/sh
# A group without a process.
mkdir -p /sys/fs/cgroup/empty
echo 5 >/sys/fs/cgroup/empty/pids.max
