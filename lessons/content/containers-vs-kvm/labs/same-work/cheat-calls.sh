#!/bin/sh
# One block instead of 200,000 bytes.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'time dd if=/dev/zero of=/dev/null bs=200000 count=1' 2>calls.txt
