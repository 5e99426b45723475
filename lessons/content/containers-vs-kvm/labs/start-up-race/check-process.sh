#!/bin/sh
# Passes when ~/process.txt holds the milliseconds that a start of a program takes here: measured
# anew, and right within a factor of three beside what five rounds took, the quickest and the slowest.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
name=$(hostname)
if [ ! -r "$home/process.txt" ]; then
    say "There is no process.txt on $name yet." "Todavía no hay un process.txt en $name."
    exit 1
fi
said=$(head -c 4096 "$home/process.txt" | tr ',' '.' | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in process.txt on $name." "En el process.txt de $name no hay ningún número."
    exit 1
fi
# Five rounds: in one the host may have had something else to do, in all five seldom.
rounds=$(bash -c 'for round in {1..5}; do
    began=${EPOCHREALTIME/./}
    for i in {1..20}; do sh -c : ; done
    echo $((${EPOCHREALTIME/./} - began))
done | sort -n') || exit 2
set -- $rounds
[ $# = 5 ] || exit 2
took=$3
awk -v said="$said" -v least="$1" -v most="$5" 'BEGIN {
    exit !(said > least / 20000 / 3 && said < most / 20000 * 3)
}' && {
    [ -e /run/starts ] && key=launch.process.guest || key=launch.process
    awk -v key="$key" -v took="$took" 'BEGIN { printf "measure %s=%.3f ms\n", key, took / 20000 }'
    exit 0
}
say "Measured anew on $name, a start takes $((took / 20)) microseconds; process.txt says $said milliseconds." \
    "Medido de nuevo en $name, un arranque tarda $((took / 20)) microsegundos; process.txt dice $said milisegundos."
exit 1
