#!/bin/sh
# Passes when ~/gap.txt holds the longest pause between two ticks here, give or take a second.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
cd "$home" || exit 2
[ -O ticks ] || exit 2
name=$(hostname)
gap=$(awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { print most + 0 }' ticks)
count=$(wc -l <ticks)
if [ ! -r gap.txt ]; then
    say "There is no gap.txt on $name yet." "Todavía no hay un gap.txt en $name."
    exit 1
fi
said=$(head -c 4096 gap.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in gap.txt on $name." "En el gap.txt de $name no hay ningún número."
    exit 1
fi
apart=$((said > gap ? said - gap : gap - said))
if [ "$apart" -le 1 ]; then
    [ -d /sys/bus/virtio ] && [ -e /run/starts ] && kind=vm || kind=container
    echo "measure crash.gap.$kind=$gap s"
    echo "measure crash.ticks.$kind=$count"
    exit 0
fi
say "gap.txt on $name says $said; the longest pause in ticks is another." \
    "El gap.txt de $name dice $said; la pausa más larga de ticks es otra."
exit 1
