#!/bin/sh
# What one expects there.
echo systemd >/home/learner/pid1.txt
