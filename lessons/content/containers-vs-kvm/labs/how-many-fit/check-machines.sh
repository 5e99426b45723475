#!/bin/sh
# Passes when three machines at least run on hyper, and ~/machine.txt holds what one of them takes, in
# MiB: no less than what is its own alone, no more than with all that it shares.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

count=0 fits= own=
said=$(head -c 4096 /home/learner/machine.txt 2>/dev/null | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
for process in $(pgrep -u learner qemu-system); do
    set -- $(awk '/^RssAnon:|^VmRSS:/ { print int($2 / 1024) }' "/proc/$process/status" 2>/dev/null)
    [ $# = 2 ] || continue  # VmRSS, then RssAnon
    count=$((count + 1)) own=$2
    if [ -n "$said" ] && [ "$said" -ge $(($2 * 9 / 10)) ] && [ "$said" -le $(($1 * 11 / 10)) ]; then
        fits=1
    fi
done
if [ "$count" -lt 3 ]; then
    say "On hyper $count machines run. Start more, until there is no room." \
        "En hyper hay $count máquinas en marcha. Arranca más, hasta que no haya sitio."
elif [ -z "$said" ]; then
    say "$count machines run. What one of them takes is still missing in ~/machine.txt on hyper." \
        "Hay $count máquinas en marcha. En ~/machine.txt de hyper falta lo que ocupa una de ellas."
elif [ -z "$fits" ]; then
    say "machine.txt says $said; none of the $count machines takes as many MiB." \
        "machine.txt dice $said; ninguna de las $count máquinas ocupa esos MiB."
else
    echo "measure density.machines=$count"
    echo "measure density.mib-machine=$own MiB"
    exit 0
fi
exit 1
