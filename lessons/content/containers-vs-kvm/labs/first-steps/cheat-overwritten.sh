#!/bin/sh
# One > only: the first line is lost.
date >/home/learner/hello.txt
