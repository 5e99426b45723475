#!/bin/sh
cat /proc/version >/home/learner/version.txt
