#!/bin/sh
# Passes when ~/visitor.txt holds the number of the process visitor. What is missing: hint-visitor.sh
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin

real=$(pgrep -o -x visitor) || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname visitor.txt -o -iname visitor \) 2>/dev/null | head -n 1)
[ -n "$file" ] || exit 1
numbers=$(head -c 4096 "$file" | tr -cs '0-9' '\n' | sed '/^$/d')
# A line of ps has the number first, and numbers of time after it; a list names many processes.
[ "$(head -c 4096 "$file" | grep -c .)" -le 2 ] || exit 1
[ "$(printf '%s\n' "$numbers" | head -n 1)" = "$real" ] && exit 0
exit 1
