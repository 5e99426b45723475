#!/bin/sh
# Passes when user 1000 can run the report where it is.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

said=$(cd / && su -s /bin/sh learner -c /srv/tools/report 2>&1) &&
    case $said in orders:*) exit 0 ;; esac
say "User 1000 still gets: $said" "El usuario 1000 sigue recibiendo: $said"
exit 1
