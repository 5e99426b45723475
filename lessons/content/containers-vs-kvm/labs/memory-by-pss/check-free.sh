#!/bin/sh
# Passes when ~/free.txt holds the total that free shows, in MiB.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

total=$(awk '/^MemTotal:/ { printf "%d", $2 / 1024 }' /proc/meminfo)
[ -n "$total" ] || exit 2
if [ ! -r /home/learner/free.txt ]; then
    say "There is no free.txt in your home directory on box yet." \
        "Todavía no hay un free.txt en tu directorio personal de box."
    exit 1
fi
for said in $(head -c 4096 /home/learner/free.txt | tr -cs '0-9' ' '); do
    if [ "$said" -ge $((total - total / 50)) ] && [ "$said" -le $((total + total / 50)) ]; then
        echo "measure host.memory=$total MiB"
        exit 0
    fi
done
say "The total in free.txt does not fit. free -m shows it in the column total." \
    "El total de free.txt no encaja. free -m lo muestra en la columna total."
exit 1
