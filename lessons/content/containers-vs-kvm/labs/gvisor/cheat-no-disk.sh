#!/bin/sh
# What a disk would have.
echo ext4 >/home/learner/root.txt
