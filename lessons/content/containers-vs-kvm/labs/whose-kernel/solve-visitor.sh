#!/bin/sh
pgrep -x visitor >/home/learner/visitor.txt
