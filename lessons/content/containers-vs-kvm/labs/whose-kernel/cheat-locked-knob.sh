#!/bin/sh
# Words that sound like it, typed.
echo 'permission denied' >/home/learner/knob.txt
echo 'read-only file system' >>/home/learner/knob.txt
grep CapEff /proc/self/status >>/home/learner/knob.txt
