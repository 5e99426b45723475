#!/bin/sh
# Passes when ~/unshare.txt holds the milliseconds that a program takes to start in namespaces of
# its own: measured anew, and right within a factor of ten.
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
took=$(bash -c 'began=${EPOCHREALTIME/./}
    for i in {1..20}; do unshare -muin sh -c : ; done
    echo $((${EPOCHREALTIME/./} - began))') || exit 2
awk -v said="$said" -v took="$took" 'BEGIN {
    each = took / 20 / 1000
    exit !(said > each / 10 && said < each * 10)
}' && {
    awk -v took="$took" 'BEGIN { printf "measure start.unshare=%.3f ms\n", took / 20000 }'
    exit 0
}
say "Measured anew on $name, a start takes $((took / 20)) microseconds; unshare.txt says $said milliseconds." \
    "Medido de nuevo en $name, un arranque tarda $((took / 20)) microsegundos; unshare.txt dice $said milisegundos."
exit 1
