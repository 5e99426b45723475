#!/bin/sh
# Passes when a machine with a disk of the learner's own has spoken and ended with 85.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

last=
for home in /tmp/vm/*/; do
    grep -qs '"guest": "sector"' "$home/about.json" || continue
    cmp -s "$home/disk" /guests/sector && continue
    code=$(cat "$home/1/exit" 2>/dev/null) || continue
    [ "$code" = 85 ] && grep -qs '512 bytes speaking' "$home/1/log" && exit 0
    last=$code
done
if [ -n "$last" ]; then
    say "Your sector ended with code $last. QEMU makes 2 × n + 1 of the number n that the sector writes." \
        "Tu sector terminó con el código $last. QEMU hace 2 × n + 1 del número n que escribe el sector."
else
    say "No sector of your own has been started yet: vm start NAME --disk FILE." \
        "Todavía no se ha arrancado ningún sector tuyo: vm start NOMBRE --disk ARCHIVO."
fi
exit 1
