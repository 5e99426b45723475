#!/bin/sh
setsid sleep 3600 </dev/null >/dev/null 2>&1 &
sleep 0.2
ps -C sleep -o pid,ppid,comm >/home/learner/pid.txt
