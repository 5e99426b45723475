#!/bin/sh
# An empty file.
: >/home/learner/hello.txt
