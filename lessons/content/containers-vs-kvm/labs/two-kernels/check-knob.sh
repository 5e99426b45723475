#!/bin/sh
# Passes when the guest's vm.swappiness is 33.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

value=$(cat /proc/sys/vm/swappiness) || exit 2
[ "$value" = 33 ] && exit 0
say "vm.swappiness is $value in the virtual machine; it is to be 33." \
    "vm.swappiness vale $value en la máquina virtual; tiene que valer 33."
exit 1
