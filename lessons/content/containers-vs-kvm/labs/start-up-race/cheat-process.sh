#!/bin/sh
# A quarter of a second, as one reads of containers.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
echo 250 >process.txt
