#!/bin/sh
# The number of the shell.
echo $$ >/home/learner/pid.txt
