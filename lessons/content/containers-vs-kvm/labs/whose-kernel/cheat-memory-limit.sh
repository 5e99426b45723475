#!/bin/sh
# What free says, which is the host's.
free -b | awk '/^Mem/ { print $2 }' >/home/learner/limit.txt
