#!/bin/sh
# Passes when the file was edited in place, and ~/first.txt tells what the three containers saw then.
# Once the second update was made too, the file that container file holds on to still tells of the first.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

# What each says, read from outside: one question to the engine, not four.
pids=$(docker inspect --format '{{.State.Pid}}' dir file image 2>/dev/null) || pids="0 0 0"
set -- $pids
now=$(cat "/proc/$1/root/site/version" "/proc/$2/root/version" "/proc/$3/root/version" 2>/dev/null | xargs)
case $now in
"v2 v2 v1" | "v3 v2 v1") ;;
"v3 v1 v1" | "v2 v1 v1")
    say "The file was replaced before it was edited in place: docker restart file, and write v2 into ~/site/version with >." \
        "El archivo se sustituyó antes de escribir en él: docker restart file, y escribe v2 en ~/site/version con >."
    exit 1
    ;;
*)
    say "The containers say '$now' now. Write v2 into ~/site/version as it is, without replacing the file, and build nothing." \
        "Los contenedores dicen ahora '$now'. Escribe v2 en ~/site/version tal como está, sin sustituir el archivo, y no construyas nada."
    exit 1
    ;;
esac
said=$(tr -cs 'v0-9' ' ' <~/first.txt 2>/dev/null | sed 's/^ *//; s/ *$//')
[ "$said" = "v2 v2 v1" ] && exit 0
if [ -z "$said" ]; then
    say "Now write what dir, file and image say, in this order, into ~/first.txt." \
        "Ahora escribe en ~/first.txt lo que dicen dir, file e image, en este orden."
else
    say "~/first.txt says '$said'; that is not what the three containers say." \
        "~/first.txt dice '$said'; no es lo que dicen los tres contenedores."
fi
exit 1
