#!/bin/sh
# Passes when the guest believes that it is the year 2001.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

year=$(date +%Y) || exit 2
[ "$year" = 2001 ] && exit 0
say "In the virtual machine it is still the year $year." \
    "En la máquina virtual todavía es el año $year."
exit 1
