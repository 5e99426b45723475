#!/bin/sh
# Passes when ~/init.txt holds the name of the container's process 1.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

init=$(lxc-info -n whole -p -H 2>/dev/null)
if [ -z "$init" ]; then
    say "The container whole is not running." "El contenedor whole no está en ejecución."
    exit 1
fi
said=$(head -n 1 ~/init.txt 2>/dev/null)
if [ "$said" = "$(cat "/proc/$init/comm")" ]; then
    exit 0
fi
if [ -z "$said" ]; then
    say "There is no name in ~/init.txt yet." "Todavía no hay ningún nombre en ~/init.txt."
else
    say "~/init.txt says '$said'; process 1 of whole has another name." \
        "~/init.txt dice '$said'; el proceso 1 de whole se llama de otra manera."
fi
exit 1
