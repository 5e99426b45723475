#!/bin/sh
# The file is gone, the process isn't.
rm -f /home/learner/pid.txt
