#!/bin/sh
# Put together of three pieces, and started in the shell's own place.
cd /home/learner || exit 2
{ head -c 18 tiny; printf '\267'; tail -c +20 tiny; } >arm
chmod 700 arm; chmod a+rx arm
bash -c 'exec ./arm' >arm.txt 2>&1 || :
