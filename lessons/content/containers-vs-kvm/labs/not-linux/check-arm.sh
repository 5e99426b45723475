#!/bin/sh
# Passes when ~/arm is ~/tiny with another processor named in it, nothing else, and ~/arm.txt holds what
# the kernel says of it.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r arm ]; then
    say "There is no file arm on box yet." "Todavía no hay un archivo arm en box."
    exit 1
fi
# Where they differ: byte (from 1), the one file's, the other's, in octal. 076 is 62, 267 is 183.
differ=$(cmp -l tiny arm 2>&1 | awk '{ $1 = $1; print }')
if [ "$differ" != "19 76 267" ]; then
    say "arm has to be tiny with byte 18 (counted from 0) changed from 62 to 183, and nothing else." \
        "arm ha de ser tiny con el byte 18 (contado desde 0) cambiado de 62 a 183, y nada más."
    exit 1
fi
if [ ! -x arm ]; then
    say "arm may not be executed yet: chmod +x." "Todavía no se puede ejecutar arm: chmod +x."
    exit 1
fi
head -c 4096 arm.txt 2>/dev/null | grep -qi 'exec format error' && exit 0
say "arm.txt does not hold what the kernel says of ~/arm. Complaints go to the second output: 2>." \
    "En arm.txt no está lo que el núcleo dice de ~/arm. Las quejas van a la segunda salida: 2>."
exit 1
