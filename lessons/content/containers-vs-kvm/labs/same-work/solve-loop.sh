#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'time for ((i = 0; i < 100000; i++)); do :; done' 2>loop.txt
