#!/bin/sh
# Read from outside, through the containers' own roots, with a name before each.
set -e
printf 33 >/proc/sys/vm/swappiness
for name in dir image; do
    process=$(docker inspect --format '{{.State.Pid}}' "$name")
    echo "$name: $(nsenter --target "$process" --mount cat /proc/sys/vm/swappiness)"
done >~/knob.txt
