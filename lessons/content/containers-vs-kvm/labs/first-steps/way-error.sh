#!/bin/sh
cat /nowhere >/home/learner/error.txt 2>&1
true
