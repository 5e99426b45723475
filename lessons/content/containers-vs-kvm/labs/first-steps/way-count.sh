#!/bin/sh
find /usr/bin -mindepth 1 -maxdepth 1 | wc -l | tee /home/learner/count.txt
