#!/bin/sh
# Passes when ~/times.txt says how many times as long as alone a piece took beside the neighbours, and
# with the limit: what the learner's own files give, within a tenth. Whatever these are: a host that
# was busy may have bent them, and then the hint says so.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

median() { sed -n 's/^median \([0-9.]*\) ms$/\1/p' "/root/$1.txt" 2>/dev/null | head -n 1; }

alone=$(median alone) noisy=$(median noisy) limited=$(median limited)
if [ -z "$alone" ] || [ -z "$noisy" ] || [ -z "$limited" ]; then
    say "alone.txt, noisy.txt and limited.txt must hold what latency printed." \
        "alone.txt, noisy.txt y limited.txt tienen que contener lo que imprimió latency."
    exit 1
fi
said=$(head -c 4096 /root/times.txt 2>/dev/null | tr ',' '.' | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 2 | tr '\n' ' ')
if awk -v alone="$alone" -v noisy="$noisy" -v limited="$limited" -v said="$said" '
    function near(a, b) { return a > b * 0.9 - 0.1 && a < b * 1.1 + 0.1 }
    BEGIN {
        if (split(said, each, " ") < 2 || alone <= 0) exit 1
        if (!near(each[1], noisy / alone) || !near(each[2], limited / alone)) exit 1
        printf "measure latency.times=%.2f ×\n", noisy / alone
        printf "measure latency.times.limited=%.2f ×\n", limited / alone
    }'; then
    exit 0
fi
if awk -v alone="$alone" -v noisy="$noisy" -v limited="$limited" \
    'BEGIN { exit !(noisy < alone * 2 || limited > noisy / 2) }'; then
    say "Your medians are $alone, $noisy and $limited ms, which does not show what the text says: the host may have been busy meanwhile. Measure again, or save what they give." \
        "Tus medianas son $alone, $noisy y $limited ms, y eso no muestra lo que dice el texto: puede que el anfitrión estuviera ocupado. Mide otra vez, o guarda lo que den."
    exit 1
fi
say "Your medians are $alone, $noisy and $limited ms: divide the second and the third by the first." \
    "Tus medianas son $alone, $noisy y $limited ms: divide la segunda y la tercera entre la primera."
exit 1
