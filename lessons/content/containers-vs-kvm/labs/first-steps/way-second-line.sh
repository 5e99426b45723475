#!/bin/sh
now=$(date -R)
printf '%s\n' "$now" | tee -a /home/learner/hello.txt
