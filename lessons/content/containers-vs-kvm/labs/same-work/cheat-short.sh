#!/bin/sh
# A tenth of the loop.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'time for ((i = 0; i < 5000; i++)); do :; done' 2>loop.txt
