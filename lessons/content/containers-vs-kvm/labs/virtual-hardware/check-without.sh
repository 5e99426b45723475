#!/bin/sh
# Passes when ~/without.txt holds QEMU's refusal to open the disk without the one below, which is back.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/without.txt
if [ ! -s "$file" ]; then
    say "There is no without.txt with a message in it yet: messages leave through 2>." \
        "Todavía no hay un without.txt con un mensaje: los mensajes salen por 2>."
elif ! head -c 4096 "$file" | grep -qE '^qemu-[a-z]+: .*(backing file|base\.qcow2).*No such file or directory'; then
    say "without.txt doesn't hold what QEMU's tools say when the disk below is missing." \
        "without.txt no contiene lo que dicen las herramientas de QEMU cuando falta el disco de abajo."
elif [ ! -e /home/learner/base.qcow2 ]; then
    say "The message is there. Now put base.qcow2 back: one.qcow2 is worth nothing without it." \
        "El mensaje está. Devuelve ahora base.qcow2 a su sitio: one.qcow2 no vale nada sin él."
else
    exit 0
fi
exit 1
