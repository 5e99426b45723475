#!/bin/sh
# Passes when ~/door is a named pipe, and what was written into it has come out at the process that
# waits there, which alone can write to ~/received; reports how much passes through a pipe here.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -e door ]; then
    say "There is no door in your home directory on box yet." \
        "Todavía no hay un door en tu directorio personal de box."
    exit 1
fi
if [ ! -p door ]; then
    say "door is an ordinary file; mkfifo makes a named pipe." \
        "door es un archivo corriente; mkfifo crea una tubería con nombre."
    exit 1
fi
[ -O received ] || exit 2
if [ ! -s received ]; then
    say "Nothing has come through yet: received is empty. Who writes into door with > reaches the reader." \
        "Todavía no ha pasado nada: received está vacío. Quien escribe en door con > llega al lector."
    exit 1
fi
took=$(bash -c 'began=${EPOCHREALTIME/./}
    head -c 20000000 /dev/zero | cat >/dev/null
    echo $((${EPOCHREALTIME/./} - began))') || exit 2
awk -v took="$took" 'BEGIN { if (took > 0) printf "measure channel.pipe=%.1f MB/s\n", 20000000 / took }'
exit 0
