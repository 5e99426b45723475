#!/bin/sh
# The program as it is, and the sentence typed.
cd /home/learner || exit 2
cp tiny arm
echo 'Exec format error' >arm.txt
