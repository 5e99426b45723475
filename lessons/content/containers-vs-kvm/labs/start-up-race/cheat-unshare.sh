#!/bin/sh
# The figure of the lesson's host, ten times over.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
echo 3000 >unshare.txt
