#!/bin/sh
ss -Htln | awk '{ n = split($4, at, ":"); print at[n] }' >/home/learner/port.txt
