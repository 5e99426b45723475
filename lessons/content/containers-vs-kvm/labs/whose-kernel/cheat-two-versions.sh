#!/bin/sh
# The kernel's line alone, which names the distribution that built it.
cat /proc/version >/home/learner/whose.txt
