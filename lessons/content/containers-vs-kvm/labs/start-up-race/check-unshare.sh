#!/bin/sh
# Passes when ~/unshare.txt holds the milliseconds that a program takes to start in namespaces of
# its own: measured anew, and right within a factor of three beside what five rounds took.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ "$(id -u)" = 0 ] && home=/root || home=/home/learner
name=$(hostname)
if [ ! -r "$home/unshare.txt" ]; then
    say "There is no unshare.txt on $name yet." "Todavía no hay un unshare.txt en $name."
    exit 1
fi
said=$(head -c 4096 "$home/unshare.txt" | tr ',' '.' | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in unshare.txt on $name." "En el unshare.txt de $name no hay ningún número."
    exit 1
fi
# Five rounds: in one the host may have had something else to do, in all five seldom.
rounds=$(bash -c 'for round in {1..5}; do
    began=${EPOCHREALTIME/./}
    for i in {1..10}; do unshare -muin sh -c : ; done
    echo $((${EPOCHREALTIME/./} - began))
done | sort -n') || exit 2
set -- $rounds
[ $# = 5 ] || exit 2
took=$3
awk -v said="$said" -v least="$1" -v most="$5" 'BEGIN {
    exit !(said > least / 10000 / 3 && said < most / 10000 * 3)
}' && {
    awk -v took="$took" 'BEGIN { printf "measure launch.unshare=%.3f ms\n", took / 10000 }'
    exit 0
}
say "Measured anew on $name, a start takes $((took / 10)) microseconds; unshare.txt says $said milliseconds." \
    "Medido de nuevo en $name, un arranque tarda $((took / 10)) microsegundos; unshare.txt dice $said milisegundos."
exit 1
