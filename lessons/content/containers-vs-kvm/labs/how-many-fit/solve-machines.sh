#!/bin/sh
cd /home/learner || exit 2
for name in one two three; do vm start "$name" || exit 1; done
for name in one two three; do vm wait "$name" 'ready after' --seconds 40 || exit 1; done
awk '/^Pss:/ { print int($2 / 1024) }' "/proc/$(cat /tmp/vm/one/1/pid)/smaps_rollup" >machine.txt
