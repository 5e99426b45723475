#!/bin/sh
ps -e -o pid,comm | grep ' visitor$' >/home/learner/visitor.txt
