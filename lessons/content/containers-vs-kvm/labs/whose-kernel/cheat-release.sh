#!/bin/sh
# A part of the line.
uname -r >/home/learner/kernel.txt
