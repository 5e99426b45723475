#!/bin/sh
# Passes when ~/boot.txt holds the second of the kernel's own clock at which it gave way to its first
# program.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

at=$(dmesg | sed -n 's/^\[ *\([0-9]*\.[0-9]*\)\] Run \/init as init process.*/\1/p' | head -n 1)
[ -n "$at" ] || exit 2
if [ ! -r /root/boot.txt ]; then
    say "There is no boot.txt on guest yet." "Todavía no hay un boot.txt en guest."
    exit 1
fi
said=$(head -c 4096 /root/boot.txt | tr ',' '.' | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)
if awk -v said="${said:-0}" -v at="$at" 'BEGIN { exit !(said > at - 0.6 && said < at + 0.6) }'; then
    awk -v at="$at" 'BEGIN { printf "measure launch.boot=%.0f ms\n", at * 1000 }'
    exit 0
fi
say "boot.txt does not hold that moment. The line of dmesg says: Run /init as init process." \
    "boot.txt no contiene ese momento. La línea de dmesg dice: Run /init as init process."
exit 1
