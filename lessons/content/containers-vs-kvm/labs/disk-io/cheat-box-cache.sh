#!/bin/sh
# The other figure once more.
cp /home/learner/direct.txt /home/learner/cached.txt
