#!/bin/sh
# Nothing at all.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
echo 0.01 >process.txt
