#!/bin/sh
# Passes when ~/limit.txt holds the memory limit of the cgroup, in bytes.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

limit=$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | head -n 1)
[ "${limit:-max}" = max ] && exit 2
if [ ! -r /home/learner/limit.txt ]; then
    say "There is no limit.txt in your home directory on box yet." \
        "Todavía no hay un limit.txt en tu directorio personal de box."
    exit 1
fi
said=$(head -c 4096 /home/learner/limit.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
case $said in
"$limit")
    echo "measure cgroup.memory_limit=$((limit / 1048576)) MiB"
    exit 0
    ;;
'') say "There is no number in limit.txt." "En limit.txt no hay ningún número." ;;
*)
    say "limit.txt says $said; the cgroup says another number of bytes." \
        "limit.txt dice $said; el cgroup dice otro número de bytes."
    ;;
esac
exit 1
