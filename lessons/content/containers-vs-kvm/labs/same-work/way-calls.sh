#!/bin/sh
# Both in one file, the time in seconds alone.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
{ bash -c 'TIMEFORMAT=%R; time dd if=/dev/zero of=/dev/null bs=1 count=200000'; } >calls.txt 2>&1
