#!/bin/sh
# Passes when a new file was moved over the old one, and ~/second.txt tells what the three see.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

# What each says, read from outside: one question to the engine, not four.
pids=$(docker inspect --format '{{.State.Pid}}' dir file image 2>/dev/null) || pids="0 0 0"
set -- $pids
now=$(cat "/proc/$1/root/site/version" "/proc/$2/root/version" "/proc/$3/root/version" 2>/dev/null | xargs)
if [ "$now" != "v3 v2 v1" ]; then
    say "The containers say '$now' now. Write v3 into a new file, and move that over ~/site/version with mv." \
        "Los contenedores dicen ahora '$now'. Escribe v3 en un archivo nuevo y muévelo con mv sobre ~/site/version."
    exit 1
fi
said=$(tr -cs 'v0-9' ' ' <~/second.txt 2>/dev/null | sed 's/^ *//; s/ *$//')
[ "$said" = "v3 v2 v1" ] && exit 0
if [ -z "$said" ]; then
    say "Now write what dir, file and image say, in this order, into ~/second.txt." \
        "Ahora escribe en ~/second.txt lo que dicen dir, file e image, en este orden."
else
    say "~/second.txt says '$said'; that is not what the three containers say." \
        "~/second.txt dice '$said'; no es lo que dicen los tres contenedores."
fi
exit 1
