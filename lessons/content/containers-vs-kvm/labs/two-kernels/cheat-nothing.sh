#!/bin/sh
# A guess: the clock's step as one would like it.
cd /home/learner || exit 2
echo 0 >gap.txt
