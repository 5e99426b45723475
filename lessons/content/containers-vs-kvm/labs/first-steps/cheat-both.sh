#!/bin/sh
# One after the other, which the lesson is not about.
echo 'real 2 seconds' >/home/learner/both.txt
