#!/bin/sh
# Passes when a machine that rewrites its memory has migrated with a limit of 200 ms or more, and
# with one of 30 ms or less.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

value() { printf '%s\n' "$facts" | tr ' ' '\n' | sed -n "s/^$1=//p"; }

busy=
for home in /tmp/vm/*/; do
    cat "$home"/[0-9]*/log 2>/dev/null | grep -q 'churn [0-9]' || continue
    busy=1
    long= short=
    while read -r kind _ facts; do
        [ "$kind" = migrate ] || continue
        limit=$(value limit_ms)
        if [ "$limit" -ge 200 ]; then long=$facts; fi
        if [ "$limit" -le 30 ]; then short=$facts; fi
    done 2>/dev/null <"$home/history" || continue
    if [ -n "$long" ] && [ -n "$short" ]; then
        facts=$long
        echo "measure migrate.downtime.long=$(value downtime_ms) ms"
        echo "measure migrate.sent.long=$(value sent_mb) MB"
        facts=$short
        echo "measure migrate.downtime.short=$(value downtime_ms) ms"
        echo "measure migrate.sent.short=$(value sent_mb) MB"
        exit 0
    fi
done
if [ -n "$busy" ]; then
    say "A machine that writes memory has to migrate twice: with --downtime-limit 300 and with 20." \
        "Una máquina que escribe memoria tiene que migrar dos veces: con --downtime-limit 300 y con 20."
else
    say "No machine has been given something to write yet: churn 4, in the guest." \
        "Ninguna máquina tiene todavía algo que escribir: churn 4, en el invitado."
fi
exit 1
