#!/bin/sh
# The words, typed from memory.
echo 'No such file or directory' >/home/learner/error.txt
