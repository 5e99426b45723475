#!/bin/sh
echo 10000 >/sys/fs/cgroup/work/cpu.weight
latency >/root/weighted.txt
