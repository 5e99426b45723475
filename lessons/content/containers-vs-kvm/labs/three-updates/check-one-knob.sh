#!/bin/sh
# Passes when vm.swappiness is 33 here, and ~/knob.txt tells what two of the containers read of it.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

value=$(cat /proc/sys/vm/swappiness) || exit 2
if [ "$value" != 33 ]; then
    say "vm.swappiness is $value on the workstation; it is to be 33." \
        "vm.swappiness vale $value en la estación de trabajo; tiene que valer 33."
    exit 1
fi
running=$(docker inspect --format '{{.State.Running}}' dir image 2>/dev/null | xargs)
if [ "$running" != "true true" ]; then
    say "dir and image are not both running." "dir e image no están los dos en marcha."
    exit 1
fi
said=$(tr -cs '0-9' ' ' <~/knob.txt 2>/dev/null | sed 's/^ *//; s/ *$//')
[ "$said" = "33 33" ] && exit 0
if [ -z "$said" ]; then
    say "Now write what dir and image read in /proc/sys/vm/swappiness into ~/knob.txt." \
        "Ahora escribe en ~/knob.txt lo que dir e image leen en /proc/sys/vm/swappiness."
else
    say "~/knob.txt says '$said'; that is not what the two containers read now." \
        "~/knob.txt dice '$said'; no es lo que leen ahora los dos contenedores."
fi
exit 1
