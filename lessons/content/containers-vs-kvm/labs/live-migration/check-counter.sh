#!/bin/sh
# Passes when a machine that runs has counted to five on its console.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

started=
for home in /tmp/vm/*/; do
    grep -qs '"guest": "linux"' "$home/about.json" || continue
    started=1
    cat "$home"/[0-9]*/log 2>/dev/null | grep -q '^tick 5' && exit 0
done
if [ -n "$started" ]; then
    say "A Linux machine is there, but nothing counts on its console yet." \
        "Hay una máquina con Linux, pero en su consola todavía no cuenta nada."
else
    say "There is no machine with the guest linux yet." \
        "Todavía no hay ninguna máquina con el invitado linux."
fi
exit 1
