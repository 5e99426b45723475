#!/bin/sh
# Passes when /root/direct.txt has a time, and the disk was read 500 times more. Measures itself.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

read -r before 2>/dev/null </run/io-before || exit 1
now=$(awk '$3 == "vda" { print $4 }' /proc/diskstats)
if [ "$((now - before))" -lt 500 ]; then
    say "Since the start the disk was read $((now - before)) times, and not 500 more: /proc/diskstats counts." \
        "Desde el inicio el disco se ha leído $((now - before)) veces, y no 500 más: lo cuenta /proc/diskstats."
    exit 1
fi
if ! grep -q '500+0 records in' /root/direct.txt 2>/dev/null || ! grep -q '^real' /root/direct.txt; then
    say "Keep in /root/direct.txt what dd and time say of 500 reads." \
        "Guarda en /root/direct.txt lo que dicen dd y time de 500 lecturas."
    exit 1
fi
bash -c 'began=$EPOCHREALTIME
dd if=/dev/vda of=/dev/null bs=4k count=200 skip=100 iflag=direct 2>/dev/null || exit 2
echo "$began $EPOCHREALTIME"' | awk 'NF == 2 { printf "measure io.disk.vm=%.1f µs\n", ($2 - $1) * 1e6 / 200; found = 1 } END { exit !found * 2 }'
