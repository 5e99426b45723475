#!/bin/sh
# The words, typed.
echo 'No such file or directory' >/home/learner/without.txt
