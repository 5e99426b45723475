#!/bin/sh
# All of them.
echo 28 >/home/learner/unknown.txt
