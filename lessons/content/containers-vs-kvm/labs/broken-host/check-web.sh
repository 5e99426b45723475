#!/bin/sh
# Passes when 127.0.0.1:8080 answers with the page of the shop.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

page=$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 nc 127.0.0.1 8080 2>/dev/null | tail -n 1)
[ -n "$page" ] && [ "$page" = "$(cat /srv/www/index.html)" ] && exit 0
if [ -n "$page" ]; then
    say "Something answers at 127.0.0.1:8080, but not with /srv/www/index.html." \
        "Algo responde en 127.0.0.1:8080, pero no con /srv/www/index.html."
else
    say "Nobody answers at 127.0.0.1:8080. Three questions: is the program there, is it running, does a packet get to it?" \
        "Nadie responde en 127.0.0.1:8080. Tres preguntas: ¿está el programa, se está ejecutando, le llega un paquete?"
fi
exit 1
