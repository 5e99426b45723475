#!/bin/sh
[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
cd "$home" || exit 2
while [ "$(wc -l <ticks)" -lt 110 ]; do sleep 1; done
awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { print most + 0 }' ticks >gap.txt
