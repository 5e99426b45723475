#!/bin/sh
# As the guide's hint has it, with sort; and with a comma, as Spanish writes it.
cd /home/learner || exit 2
while [ "$(wc -l <ticks)" -lt 110 ]; do sleep 1; done
awk 'NR > 1 { print $1 - last } { last = $1 }' ticks | sort -n | tail -n 1 | tr . , >gap.txt
