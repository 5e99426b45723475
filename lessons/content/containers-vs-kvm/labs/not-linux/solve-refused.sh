#!/bin/sh
cd /home/learner || exit 2
# bash says what the kernel answered; a plainer shell would try the file as a script.
bash -c ./sector 2>refused.txt
grep -q Exec refused.txt
