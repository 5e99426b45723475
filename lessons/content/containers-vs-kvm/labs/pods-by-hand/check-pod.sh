#!/bin/sh
# Passes when pause and web share a network that isn't the machine's, each with files of its own,
# and web's page is to be had inside at localhost.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

set -- $(docker inspect --format '{{.State.Running}} {{.State.Pid}}' pause web 2>/dev/null)
if [ "$1 $3" != "true true" ]; then
    say "pause and web are not both running." "pause y web no están los dos en marcha."
    exit 1
fi
page() { # what answers at port 80 inside
    nsenter -t "$1" -n -- timeout 10 bash -c \
        'exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3'
}
space() { readlink "/proc/$1/ns/$2"; }
if [ "$(space "$2" net)" != "$(space "$4" net)" ]; then
    say "pause and web have a network each: start web with --network container:pause." \
        "pause y web tienen cada uno su red: inicia web con --network container:pause."
elif [ "$(space "$2" net)" = "$(space 1 net)" ]; then
    say "Both use the network of the machine. A pod has one of its own." \
        "Los dos usan la red de la máquina. Un pod tiene la suya."
elif [ "$(space "$2" mnt)" = "$(space "$4" mnt)" ]; then
    say "Both see the same files; a pod's containers have their own." \
        "Los dos ven los mismos archivos; los contenedores de un pod tienen los suyos."
elif ! page "$2" 2>/dev/null | grep -q nginx; then
    say "In the pod nobody answers at localhost with nginx's page; after its start it takes some seconds." \
        "En el pod nadie responde en localhost con la página de nginx; tras el arranque tarda unos segundos."
else
    exit 0
fi
exit 1
