#!/bin/sh
# Passes when ~/seam.txt holds two numbers: the last whole tick of a process that a machine migrated
# away from, and the one after it.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if [ ! -r /home/learner/seam.txt ]; then
    say "There is no file seam.txt in your home directory yet." \
        "Todavía no hay un archivo seam.txt en tu directorio personal."
    exit 1
fi
# The word tick and a number: of "tick 15" the number counts, as of "15".
said=$(head -c 4096 /home/learner/seam.txt | grep -o '[0-9]*' | head -n 2 | tr '\n' ' ')
for home in /tmp/vm/*/; do
    [ -r "$home/history" ] || continue
    while read -r kind pair _; do
        [ "$kind" = migrate ] || continue
        from=$home/${pair%>*}/log
        whole=$(awk 'END { print NR }' "$from")
        [ -z "$(tail -c 1 "$from")" ] || whole=$((whole - 1))
        last=$(head -n "$whole" "$from" | tr -d '\r' | awk '/^tick [0-9]+$/ { n = $2 } END { print n }')
        [ -n "$last" ] && [ "$said" = "$last $((last + 1)) " ] && exit 0
    done <"$home/history"
done
say "seam.txt has to hold two numbers: the last tick of the old process, the first of the new one." \
    "En seam.txt tienen que estar dos números: el último tick del proceso viejo y el primero del nuevo."
exit 1
