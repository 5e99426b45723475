#!/bin/sh
# Passes when ~/gap.txt holds the longest pause between two ticks, in seconds, of a hundred at least.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
[ -O ticks ] || exit 2
if [ ! -r gap.txt ]; then
    say "There is no gap.txt on box yet." "Todavía no hay un gap.txt de box."
    exit 1
fi
said=$(head -c 4096 gap.txt | tr , . | grep -oE '[0-9]*\.?[0-9]+' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in gap.txt on box." "En el gap.txt de box no hay ningún número."
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
    say "The clock on box has $1 ticks; a hundred are needed to say something." \
        "El reloj de box lleva $1 marcas; hacen falta cien para decir algo."
elif [ "$2" = 1 ]; then
    echo "measure neighbour.gap=$3 s"
    exit 0
else
    say "gap.txt on box says $said; the longest pause in ticks is another." \
        "El gap.txt de box dice $said; la pausa más larga de ticks es otra."
fi
exit 1
