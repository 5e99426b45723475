#!/bin/sh
# A call that is there.
echo getpid >/home/learner/missing.txt
