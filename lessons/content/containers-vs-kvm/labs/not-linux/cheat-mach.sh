#!/bin/sh
# A version from the net.
echo 'GNU Mach 1.8' >/home/learner/mach.txt
