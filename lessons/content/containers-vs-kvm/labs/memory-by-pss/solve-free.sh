#!/bin/sh
cd /home/learner || exit 2
awk '/^MemTotal:/ { printf "%d\n", $2 / 1024 }' /proc/meminfo >free.txt
