#!/bin/sh
# The shell's own message, and both in one go.
{ sh -c 'echo 33 >/proc/sys/vm/swappiness'; cat /proc/self/status; } >/home/learner/knob.txt 2>&1
true
