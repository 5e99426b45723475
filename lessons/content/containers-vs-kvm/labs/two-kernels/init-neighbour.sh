#!/bin/sh
# Writes the time in seconds to ~/ticks, once a second, until the machine ends. Runs once.
cd /home/learner || exit 2
[ -O ticks ] && exit 0  # one of somebody else says nothing
rm -f ticks
set -C
date +%s >ticks || exit 2
setsid sh -c 'while sleep 1; do date +%s; done >>ticks' </dev/null >/dev/null 2>&1 &
