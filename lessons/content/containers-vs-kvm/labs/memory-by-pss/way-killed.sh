#!/bin/sh
perl -e '$x = "a" x 1_000_000_000; print length $x' >/dev/null 2>&1
echo "exit status $?" >/home/learner/status.txt
