#!/bin/sh
# An ordinary file.
cd /home/learner || exit 2
echo hello >door
sleep 1
rm door
