#!/bin/sh
cat /proc/version >/home/learner/kernel.txt
