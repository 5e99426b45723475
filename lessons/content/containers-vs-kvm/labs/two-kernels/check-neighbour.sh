#!/bin/sh
# Passes when ~/gap.txt holds the longest pause between two ticks, give or take a second, and the
# ticks are enough to say something.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
[ -O ticks ] || exit 2
gap=$(awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { print most + 0 }' ticks)
if [ ! -r gap.txt ]; then
    say "There is no file gap.txt on box yet." "Todavía no hay un archivo gap.txt en box."
    exit 1
fi
said=$(head -c 4096 gap.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in gap.txt." "En gap.txt no hay ningún número."
    exit 1
fi
apart=$((said > gap ? said - gap : gap - said))
if [ "$apart" -le 1 ]; then
    echo "measure neighbour.gap=$gap s"
    exit 0
fi
say "gap.txt says $said; the longest pause in ticks is another." \
    "gap.txt dice $said; la pausa más larga de ticks es otra."
exit 1
