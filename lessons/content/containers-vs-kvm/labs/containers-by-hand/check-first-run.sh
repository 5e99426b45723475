#!/bin/sh
# Passes when the container first ran a program to its end. Measures from its making to its start.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

found=$(docker inspect --format \
    '{{.State.Status}} {{.State.ExitCode}} {{.Created}} {{.State.StartedAt}}' first 2>/dev/null)
set -- $found
case "$1 $2" in
    "exited 0")
        made=$(date -d "$3" +%s%N) started=$(date -d "$4" +%s%N) || exit 2
        echo "measure docker.start=$(((started - made) / 1000000)) ms"
        exit 0
        ;;
    " ") say "There is no container named first yet." "Todavía no hay ningún contenedor llamado first." ;;
    "exited "*)
        say "The program in first ended with status $2; 0 is wanted." \
            "El programa de first terminó con el estado $2; se espera 0."
        ;;
    *) say "The container first is $1, and its program has not ended." \
        "El contenedor first está en el estado $1 y su programa no ha terminado." ;;
esac
exit 1
