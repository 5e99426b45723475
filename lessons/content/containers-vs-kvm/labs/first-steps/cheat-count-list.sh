#!/bin/sh
# The list instead of its length.
ls /usr/bin >/home/learner/count.txt
