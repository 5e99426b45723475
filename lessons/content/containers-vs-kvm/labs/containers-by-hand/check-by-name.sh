#!/bin/sh
# Passes when, on the network lab, client asked server by its name and got a page.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

set -- $(docker inspect --format \
    '{{.State.Running}}{{range $name, $_ := .NetworkSettings.Networks}} {{$name}}{{end}}' \
    server 2>/dev/null)
if [ "$1" != true ] || ! echo " $* " | grep -q " lab "; then
    say "No container server is running on a network lab." \
        "No hay en ejecución ningún contenedor server en una red lab."
    exit 1
fi
found=$(docker inspect --format \
    '{{.State.ExitCode}} {{json .Config.Cmd}}{{range $name, $_ := .NetworkSettings.Networks}} {{$name}}{{end}}' \
    client 2>/dev/null)
case "$found" in
    "0 "*server*" lab"*) ;;
    "")
        say "server runs on lab. There is no container client yet." \
            "server se ejecuta en lab. Todavía no hay ningún contenedor client."
        exit 1
        ;;
    *)
        say "client is there, but it did not ask server by its name on lab with success." \
            "client existe, pero no preguntó con éxito a server por su nombre en lab."
        exit 1
        ;;
esac
docker logs client 2>/dev/null | grep -qi nginx && exit 0
say "client's output is no page of nginx." "La salida de client no es una página de nginx."
exit 1
