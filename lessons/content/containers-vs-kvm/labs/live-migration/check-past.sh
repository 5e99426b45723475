#!/bin/sh
# Passes when a machine that counted was restored, and counts again what it had counted before.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

ticks() { tr -d '\r' <"$1" | awk '/^tick [0-9]+$/ { print $2 }'; }

restored=
for home in /tmp/vm/*/; do
    [ -r "$home/history" ] || continue
    while read -r kind pair _; do
        [ "$kind" = restore ] || continue
        restored=1
        last=$(ticks "$home/${pair%>*}/log" 2>/dev/null | tail -n 1)
        first=$(ticks "$home/${pair#*>}/log" 2>/dev/null | head -n 1)
        if [ -n "$last" ] && [ -n "$first" ] && [ "$first" -le "$last" ]; then
            echo "measure snapshot.lost=$((last - first + 1)) ticks"
            exit 0
        fi
    done <"$home/history"
done
if [ -n "$restored" ]; then
    say "A machine was restored, but no tick came twice: let it count on between snapshot and restore." \
        "Se ha restaurado una máquina, pero ningún tick salió dos veces: déjala contar entre snapshot y restore."
else
    say "No machine has been restored from a snapshot yet." \
        "Todavía no se ha restaurado ninguna máquina desde una instantánea."
fi
exit 1
