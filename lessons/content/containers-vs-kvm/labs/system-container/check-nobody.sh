#!/bin/sh
# Passes when ~/uid.txt holds the user that the container's root is outside.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

init=$(lxc-info -n whole -p -H 2>/dev/null)
if [ -z "$init" ]; then
    say "The container whole is not running." "El contenedor whole no está en ejecución."
    exit 1
fi
outside=$(stat --format=%u "/proc/$init")
said=$(tr -cd 0-9 <~/uid.txt 2>/dev/null)
[ "$said" = "$outside" ] && exit 0
if [ -z "$said" ]; then
    say "There is no number in ~/uid.txt yet." "Todavía no hay ningún número en ~/uid.txt."
elif [ "$said" = 0 ]; then
    say "0 is what root is inside. Ask from outside the container." \
        "0 es lo que root es por dentro. Pregunta desde fuera del contenedor."
else
    say "~/uid.txt says $said; the container's root is another user out here." \
        "~/uid.txt dice $said; el root del contenedor es aquí fuera otro usuario."
fi
exit 1
