#!/bin/sh
# Writes the time to ~/ticks ten times a second, until the machine ends. Runs once; bash alone, since
# starting a program for each tick would be work that one measures. It waits at a pipe into which
# nobody writes.
[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
cd "$home" || exit 2
[ -O ticks ] && exit 0  # one of somebody else says nothing
rm -f ticks
set -C
: >ticks || exit 2
pause=$(mktemp -u) && mkfifo -m 600 "$pause" || exit 2
setsid bash -c 'LC_ALL=C; exec 9<>"$0" && rm -f "$0" || exit
    while :; do printf "%.2f\n" "$EPOCHREALTIME"; read -rt 0.1 -u 9; done' "$pause" \
    >>ticks 2>/dev/null </dev/null &
