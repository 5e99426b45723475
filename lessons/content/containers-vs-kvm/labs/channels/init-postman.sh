#!/bin/sh
# Somebody waits at ~/door: what comes through it, another user's process writes into ~/received.
cd /home/learner || exit 2
[ -O received ] && exit 0  # he is there already; a file of somebody else says nothing
rm -f received
set -C
: >received || exit 2
set +C
setsid sh -c 'while sleep 0.2; do
    [ -p door ] || continue
    line=$(head -c 4096 door 2>/dev/null) || continue
    [ -n "$line" ] && printf "%s\n" "$line" >>received
done' </dev/null >/dev/null 2>&1 &
