#!/bin/sh
# Passes when the guest runs for the second time. Looks from outside: beside QEMU is written down how
# often it was switched on.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

starts=$(sed -n 's/^starts=//p' /tmp/vm/starts) && [ -n "$starts" ] || exit 2
[ "$starts" -ge 2 ] && exit 0
say "This kernel has run without a fault since the lab began." \
    "Este núcleo ha funcionado sin fallos desde que empezó el laboratorio."
exit 1
