#!/bin/sh
for n in 1 2 3 4 5 6 7 8; do
    setsid sh -c 'echo $$ >/sys/fs/cgroup/n'$n'/cgroup.procs; while :; do :; done' \
        </dev/null >/dev/null 2>&1 &
done
sleep 2
latency >/root/noisy.txt
