#!/bin/sh
# Passes when ~/before.txt holds a line of ~/ticks: the clock was looked at.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /root || exit 2
[ -O ticks ] || exit 2
if [ ! -r before.txt ]; then
    say "There is no before.txt on second yet." "Todavía no hay un before.txt en second."
    exit 1
fi
tick=$(head -c 4096 before.txt | grep -oE '[0-9]{9,}\.[0-9]{2}' | tail -n 1)
[ -n "$tick" ] && grep -qxF "$tick" ticks && exit 0
say "before.txt does not hold a line of the clock: tail -n 1 ~/ticks shows the last one." \
    "before.txt no contiene una línea del reloj: tail -n 1 ~/ticks muestra la última."
exit 1
