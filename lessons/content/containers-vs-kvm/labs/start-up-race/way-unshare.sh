#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'TIMEFORMAT=%R; time for i in {1..20}; do unshare -muin sh -c :; done' 2>&1 | awk '{ print $1 * 50 }' | tr . , >unshare.txt
