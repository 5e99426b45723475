#!/bin/sh
# Another line, which is no date.
echo 'today' >>/home/learner/hello.txt
