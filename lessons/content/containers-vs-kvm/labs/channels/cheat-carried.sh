#!/bin/sh
# The guide's line, run in box.
word="$(awk '$1 == "btime" { print $2 }' /proc/stat) $(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n')"
echo "$word $(printf %s "$word" | cksum | cut -d ' ' -f 1)" >/home/learner/carried
