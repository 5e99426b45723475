#!/bin/sh
# Passes when a machine of the guest `sector` has said its words and ended with 33.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

for home in /tmp/vm/*/; do
    grep -qs '"guest": "sector"' "$home/about.json" || continue
    [ "$(cat "$home/1/exit" 2>/dev/null)" = 33 ] || continue
    grep -qs '512 bytes speaking' "$home/1/log" || continue
    began=$(stat -c %.3Y "$home/1/pid" 2>/dev/null || stat -c %.3W "$home/1")
    took=$(awk -v from="$began" -v to="$(stat -c %.3Y "$home/1/exit")" \
        'BEGIN { printf "%d", (to - from) * 1000 }')
    [ "$took" -gt 0 ] && echo "measure launch.sector=$took ms"
    exit 0
done
say "No machine on hyper has started the sector and ended with code 33 yet. vm list shows what there is." \
    "Ninguna máquina de hyper ha arrancado todavía el sector y terminado con el código 33. vm list muestra las que hay."
exit 1
