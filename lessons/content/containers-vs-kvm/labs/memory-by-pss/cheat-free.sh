#!/bin/sh
# The limit instead of what free says.
echo 128 >/home/learner/free.txt
