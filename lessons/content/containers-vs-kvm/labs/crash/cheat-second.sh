#!/bin/sh
# A guess: the clock's step as one would like it.
[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
cd "$home" || exit 2
echo 1 >gap.txt
