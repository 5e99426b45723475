#!/bin/sh
# Passes when two containers with the label app=shop run, and a new one comes where one is ended:
# the check ends one itself, and measures how long the machine takes to have two again.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
running() { docker ps -q --no-trunc --filter label=app=shop; }

first=$(running)
count=$(echo "$first" | grep -c .)
if [ "$count" -ne 2 ]; then
    say "$count containers with the label app=shop are running; there are to be two." \
        "Hay en marcha $count contenedores con la etiqueta app=shop; tienen que ser dos."
    exit 1
fi
ended=$(echo "$first" | head -n 1)
before=$(date +%s%N)
docker kill "$ended" >/dev/null 2>&1 || exit 2
while [ $((($(date +%s%N) - before) / 1000000000)) -lt 48 ]; do
    now=$(running)
    if [ "$(echo "$now" | grep -c .)" -ge 2 ] && ! echo "$now" | grep -q "$ended"; then
        echo "measure heal.time=$((($(date +%s%N) - before) / 1000000)) ms"
        exit 0
    fi
    sleep 1
done
say "The check has ended one of the two, and nobody started another. Your loop has to run in the background." \
    "La comprobación ha terminado uno de los dos, y nadie ha iniciado otro. Tu bucle tiene que funcionar de fondo."
exit 1
