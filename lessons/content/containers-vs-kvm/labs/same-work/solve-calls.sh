#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'time dd if=/dev/zero of=/dev/null bs=1 count=200000' 2>calls.txt
