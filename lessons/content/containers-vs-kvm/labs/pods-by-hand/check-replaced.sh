#!/bin/sh
# Passes when the pod has its first pause and another web, on the same network.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

set -- $(cat /run/pod.first) $(docker inspect --format '{{.Id}}' pause 2>/dev/null || echo none) \
    $(docker inspect --format '{{.Id}} {{.State.Running}}' web 2>/dev/null || echo none false)
if [ "$1" != "$3" ]; then
    say "pause is another one than before, and with it the pod. Only web is to be replaced." \
        "pause es otro que antes y, con él, el pod. Solo hay que sustituir web."
elif [ "$4" = none ] || [ "$5" != true ]; then
    say "web isn't running. Start a new one in the pod." "web no está en marcha. Inicia uno nuevo en el pod."
elif [ "$2" = "$4" ]; then
    say "web is still the same container. Remove it, and start a new one in the pod." \
        "web sigue siendo el mismo contenedor. Bórralo e inicia uno nuevo en el pod."
else
    set -- $(docker inspect --format '{{.State.Pid}}' pause web)
    [ "$(readlink "/proc/$1/ns/net")" = "$(readlink "/proc/$2/ns/net")" ] && exit 0
    say "The new web has a network of its own: start it with --network container:pause." \
        "El nuevo web tiene su propia red: inícialo con --network container:pause."
fi
exit 1
