#!/bin/sh
# Passes when a machine has migrated while it counted, and not one tick is missing or twice: the
# first of the new process is the last of the old one and one. A line may be cut in two between them.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

ticks() { tr -d '\r' | awk '/^tick [0-9]+$/ { print $2 }'; }
value() { printf '%s\n' "$facts" | tr ' ' '\n' | sed -n "s/^$1=//p"; }

migrated=
for home in /tmp/vm/*/; do
    [ -r "$home/history" ] || continue
    while read -r kind pair facts; do
        [ "$kind" = migrate ] || continue
        migrated=1
        from=$home/${pair%>*}/log to=$home/${pair#*>}/log
        [ -s "$from" ] && [ -s "$to" ] || continue
        whole=$(awk 'END { print NR }' "$from")
        [ -z "$(tail -c 1 "$from")" ] || whole=$((whole - 1)) # its last line was cut
        last=$(head -n "$whole" "$from" | ticks | tail -n 1)
        first=$({ tail -n +$((whole + 1)) "$from"; cat "$to"; } | ticks | head -n 1)
        [ -n "$last" ] && [ -n "$first" ] && [ "$first" -eq $((last + 1)) ] || continue
        echo "measure migrate.total=$(value total_ms) ms"
        echo "measure migrate.downtime=$(value downtime_ms) ms"
        silence=$(value silence_ms)
        [ "${silence:-0}" -gt 0 ] && echo "measure migrate.silence=$silence ms"
        # For the timeline: when each number came, when the gap began and ended, and the stop.
        [ -r "$home/${pair#*>}/seam" ] && awk -v old="${pair%>*}" '
            $1 == "tick" {
                printf "measure migrate.tick.%d=%d ms\n", $2, $4
                if ($3 == old) from = $4
                else if (to == "" && from != "") to = $4
            }
            $1 == "stopped" { stopped = $2 }
            $1 == "resumed" { resumed = $2 }
            END {
                if (to != "") printf "measure migrate.gap.from=%d ms\nmeasure migrate.gap.to=%d ms\n", from, to
                if (resumed != "")
                    printf "measure migrate.stopped=%d ms\nmeasure migrate.resumed=%d ms\n", stopped, resumed
            }' "$home/${pair#*>}/seam"
        exit 0
    done <"$home/history"
done
if [ -n "$migrated" ]; then
    say "A machine has migrated, but nothing counted on its console before and after." \
        "Una máquina ha migrado, pero en su consola no se contaba antes y después."
else
    say "No machine has migrated yet." "Todavía no ha migrado ninguna máquina."
fi
exit 1
