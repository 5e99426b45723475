#!/bin/sh
# The whole list.
ps -e -o pid= >/home/learner/visitor.txt
