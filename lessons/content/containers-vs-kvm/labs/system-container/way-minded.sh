#!/bin/sh
# From outside, where its processes have other numbers; those that end meanwhile are no fault.
group=/sys/fs/cgroup/lxc.payload.whole/system.slice/clock.service
until grep -qs . $group/cgroup.procs; do sleep 1; done
for process in $(cat $group/cgroup.procs); do kill -KILL "$process" 2>/dev/null || :; done
