#!/bin/sh
# 0: the process has been ended, and nobody can look at it any more. 1: it is there.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
[ -r /proc/self/comm ] || exit 2
pgrep -x visitor >/dev/null && exit 1
printf 'en: %s\nes: %s\n' \
    "The process visitor has ended. In a PID namespace you see your neighbours, and as the same user you can end them too." \
    "El proceso visitor ha terminado. En un espacio de nombres de PID ves a tus vecinos y, con el mismo usuario, también puedes terminarlos."
