#!/bin/sh
# What free says instead of the limit.
free -b | awk '/^Mem/ { print $2 }' >/home/learner/limit.txt
