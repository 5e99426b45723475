#!/bin/sh
# One hundred starts in a row, with bash's own clock, in milliseconds each.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'TIMEFORMAT=%R; time for i in {1..100}; do sh -c :; done' 2>&1 | awk '{ print $1 * 10, "ms" }' >process.txt
