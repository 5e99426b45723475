#!/bin/sh
echo 33 | tee /proc/sys/vm/swappiness >/dev/null 2>/home/learner/knob.txt
grep CapEff /proc/self/status >>/home/learner/knob.txt
exit 0
