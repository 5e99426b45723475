#!/bin/sh
# Passes when ~/guest.txt holds the total that free shows in the guest, in MiB.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

total=$(awk '/^MemTotal:/ { printf "%d", $2 / 1024 }' /proc/meminfo)
free=$(awk '/^MemFree:/ { printf "%d", $2 / 1024 }' /proc/meminfo)
[ -n "$total" ] || exit 2
if [ ! -r /root/guest.txt ]; then
    say "There is no guest.txt on guest yet." "Todavía no hay un guest.txt en guest."
    exit 1
fi
for said in $(head -c 4096 /root/guest.txt | tr -cs '0-9' ' '); do
    if [ "$said" -ge $((total - 2)) ] && [ "$said" -le $((total + 2)) ]; then
        echo "measure guest.memory_total=$total MiB"
        echo "measure guest.memory_free=$free MiB"
        exit 0
    fi
done
say "The total in guest.txt does not fit. free -m shows it in the column total." \
    "El total de guest.txt no encaja. free -m lo muestra en la columna total."
exit 1
