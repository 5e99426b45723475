#!/bin/sh
# Passes when no container is left, and the images are.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

left=$(docker ps --all --quiet) || exit 2
if [ -n "$left" ]; then
    count=$(echo "$left" | wc -l)
    say "Containers that are left: $count. docker ps -a shows also those that do not run." \
        "Contenedores que quedan: $count. docker ps -a muestra también los que no se ejecutan."
    exit 1
fi
docker image inspect hello >/dev/null 2>&1 && exit 0
say "The containers are gone, but so is the image hello: build it again." \
    "Los contenedores ya no están, pero tampoco la imagen hello: constrúyela otra vez."
exit 1
