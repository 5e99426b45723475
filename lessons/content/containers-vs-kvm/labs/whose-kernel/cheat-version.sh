#!/bin/sh
# The distribution instead of the kernel.
grep PRETTY_NAME /etc/os-release >/home/learner/kernel.txt
