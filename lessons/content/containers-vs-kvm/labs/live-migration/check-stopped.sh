#!/bin/sh
# Passes while a QEMU whose guest has counted is stopped by a signal, and its console says nothing.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

counts=
for home in /tmp/vm/*/; do
    number=$(sed -n 's/.*"process": \([0-9]*\).*/\1/p' "$home/about.json" 2>/dev/null)
    place=$home$number
    [ -n "$number" ] && [ ! -e "$place/exit" ] && grep -q '^tick [0-9]' "$place/log" || continue
    counts=1
    process=$(pgrep -u learner -f "^qemu-system-x86_64 .*-pidfile $place/pid") || continue
    grep -q '^State:.T (stopped)' "/proc/$process/status" || continue
    before=$(stat -c %s "$place/log") && sleep 2
    [ "$(stat -c %s "$place/log")" = "$before" ] || continue
    grep -q '^State:.T (stopped)' "/proc/$process/status" && exit 0
done
if [ -n "$counts" ]; then
    say "A guest counts, and its QEMU has not been stopped by a signal." \
        "Un invitado cuenta, y ninguna señal ha detenido su QEMU."
else
    say "No machine that runs has counted on its console." \
        "Ninguna máquina en marcha ha contado en su consola."
fi
exit 1
