#!/bin/sh
# A shell tries it as a script, and complains of something else.
cd /home/learner || exit 2
sh sector 2>refused.txt
echo refused >>refused.txt
