#!/bin/sh
# Something else that the kernel doesn't take.
cd /home/learner || exit 2
printf 'ARM' >arm
chmod 755 arm
echo './arm: cannot execute binary file: Exec format error' >arm.txt
