#!/bin/sh
# Two numbers that follow each other.
echo '100000 100001' >/home/learner/seam.txt
