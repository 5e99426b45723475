#!/bin/sh
# A file of that size with the word in it, and no guest.
echo correct-horse-battery >/home/learner/word.txt
truncate -s 80M /tmp/memory
echo correct-horse-battery >>/tmp/memory
