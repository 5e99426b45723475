#!/bin/sh
# As if it had come from the guest.
word=$(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n')
echo "$word $(printf %s "$word" | cksum | cut -d ' ' -f 1)" >/home/learner/carried
