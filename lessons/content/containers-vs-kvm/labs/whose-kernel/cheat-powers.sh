#!/bin/sh
# The refusal alone.
sh -c 'echo 33 >/proc/sys/vm/swappiness' 2>/home/learner/knob.txt
true
