#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
uname -r >kernel.txt
