#!/bin/sh
# Passes when the service clock was killed and started again by the container's init.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

init=$(lxc-info -n whole -p -H 2>/dev/null)
if [ -z "$init" ]; then
    say "The container whole is not running." "El contenedor whole no está en ejecución."
    exit 1
fi
found=$(timeout 20 lxc-attach -n whole -- systemctl show clock --property=NRestarts,ActiveState </dev/null 2>/dev/null | xargs) || exit 2
case "$found" in
    "") exit 2 ;;
    *NRestarts=0*)
        say "The service clock has not been started again yet." \
            "El servicio clock todavía no se ha vuelto a iniciar."
        exit 1
        ;;
    *ActiveState=active*) exit 0 ;;
esac
say "The service clock is down at the moment." "En este momento el servicio clock está caído."
exit 1
