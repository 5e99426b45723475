#!/bin/sh
# With another tool, and more around it.
{ date; sed -n p /proc/version; } >/home/learner/kernel.txt
