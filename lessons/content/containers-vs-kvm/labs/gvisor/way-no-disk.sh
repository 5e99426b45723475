#!/bin/sh
stat -f -c %T / >/dev/null
awk '$2 == "/" { print $3 }' /proc/self/mounts >/home/learner/root.txt
