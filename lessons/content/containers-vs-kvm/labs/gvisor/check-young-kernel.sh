#!/bin/sh
# Passes when ~/born.txt holds the time at which this kernel began, as /proc/stat gives it.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
born=$(awk '$1 == "btime" { print $2 }' /proc/stat)
[ -n "$born" ] || exit 2
if [ ! -r born.txt ]; then
    say "There is no born.txt in your home directory yet." \
        "Todavía no hay un born.txt en tu directorio personal."
    exit 1
fi
said=$(head -c 4096 born.txt | tr -cs '0-9' '\n' | grep -x '[0-9]\{9,\}' | head -n 1)
if [ -z "$said" ]; then
    say "born.txt holds no point in time in seconds: the number after btime." \
        "born.txt no contiene un momento en segundos: el número que sigue a btime."
    exit 1
fi
[ "$said" = "$born" ] && exit 0
say "born.txt says $said; /proc/stat gives another btime." \
    "born.txt dice $said; /proc/stat da otro btime."
exit 1
