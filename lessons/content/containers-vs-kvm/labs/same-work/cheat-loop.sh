#!/bin/sh
# A second, typed.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
printf 'real\t0m30.000s\n' >loop.txt
