#!/bin/sh
# Passes when the module dummy is loaded in the guest's kernel.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -r /proc/modules ] || exit 2
grep -q '^dummy ' /proc/modules && exit 0
say "The guest's kernel has no module dummy: lsmod lists those it has." \
    "El núcleo del invitado no tiene el módulo dummy: lsmod enumera los que tiene."
exit 1
