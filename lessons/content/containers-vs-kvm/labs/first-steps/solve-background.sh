#!/bin/sh
setsid sleep 600 </dev/null >/dev/null 2>&1 &
sleep 0.2
pgrep -x sleep | head -n 1 >/home/learner/pid.txt
