#!/bin/sh
# Passes when ~/gap.txt here holds the longest pause between two ticks, in seconds, of a hundred at least.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
cd "$home" || exit 2
name=$(hostname)
[ -O ticks ] || exit 2
if [ ! -r gap.txt ]; then
    say "There is no gap.txt on $name yet." "Todavía no hay un gap.txt de $name."
    exit 1
fi
said=$(head -c 4096 gap.txt | tr , . | grep -oE '[0-9]*\.?[0-9]+' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in gap.txt on $name." "En el gap.txt de $name no hay ningún número."
    exit 1
fi
# No pause is shorter than a step of the clock. It goes on, and a longer pause may have come since:
# what was right once is right.
set -- $(awk -v said="$said" '
    NR > 1 && $1 - last > most { most = $1 - last }
    { last = $1 }
    NR > 100 && said > 0.05 && said > most - 0.015 && said < most + 0.015 { right = 1 }
    END { printf "%d %d %.2f", NR, right, most }' ticks)
if [ "$1" -le 100 ]; then
    say "The clock on $name has $1 ticks; a hundred are needed to say something." \
        "El reloj de $name lleva $1 marcas; hacen falta cien para decir algo."
elif [ "$2" = 1 ]; then
    [ -d /sys/bus/virtio ] && [ -e /run/starts ] && kind=vm || kind=container
    echo "measure crash.gap.$kind=$3 s"
    echo "measure crash.ticks.$kind=$1"
    exit 0
else
    say "gap.txt on $name says $said; the longest pause in ticks is another." \
        "El gap.txt de $name dice $said; la pausa más larga de ticks es otra."
fi
exit 1
