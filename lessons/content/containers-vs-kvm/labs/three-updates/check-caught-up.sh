#!/bin/sh
# Passes when all three containers show the newest version, and run.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

# What each says, read from outside: one question to the engine, not four.
pids=$(docker inspect --format '{{.State.Pid}}' dir file image 2>/dev/null) || pids="0 0 0"
set -- $pids
now=$(cat "/proc/$1/root/site/version" "/proc/$2/root/version" "/proc/$3/root/version" 2>/dev/null | xargs)
[ "$now" = "v3 v3 v3" ] && exit 0
say "dir, file and image say '$now' now." "dir, file e image dicen ahora '$now'."
exit 1
