#!/bin/sh
# As if it had come from the guest, whose kernel started at another time.
word="$(echo $(($(awk '$1 == "btime" { print $2 }' /proc/stat) + 1000))) $(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n')"
echo "$word $(printf %s "$word" | cksum | cut -d ' ' -f 1)" >/home/learner/carried
