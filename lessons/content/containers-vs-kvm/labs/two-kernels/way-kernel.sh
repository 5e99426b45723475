#!/bin/sh
# The whole line, of which the release is a part.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
cat /proc/version >kernel.txt
