#!/bin/sh
# Keeps the numbers of the learner's sleeps, where the learner can't change them.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
umask 022
pgrep -x -u 1000 sleep >/tmp/.started || exit 1
