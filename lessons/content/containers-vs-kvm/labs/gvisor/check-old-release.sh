#!/bin/sh
# Passes when ~/version.txt holds the line of /proc/version.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r version.txt ]; then
    say "There is no version.txt in your home directory yet." \
        "Todavía no hay un version.txt en tu directorio personal."
    exit 1
fi
version=$(cat /proc/version) || exit 2
[ -n "$version" ] || exit 2
head -c 4096 version.txt | grep -qxF "$version" && exit 0
say "version.txt is not what /proc/version says here." \
    "version.txt no es lo que dice aquí /proc/version."
exit 1
