#!/bin/sh
# Passes when ~/random holds a KiB that looks drawn by chance, and the kernel's source of such bytes
# is the host's; reports how fast they come.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

case $(cat /sys/class/misc/hw_random/rng_current) in
virtio_rng*) ;;
*) exit 2 ;;
esac
size=$(wc -c </root/random 2>/dev/null) || size=0
if [ "$size" -lt 1024 ]; then
    say "The file random in your home directory on guest has $size bytes; 1024 are asked for." \
        "El archivo random de tu directorio personal de guest tiene $size bytes; se piden 1024."
    exit 1
fi
# What chance has made can't be packed into less; zeros, text and a repeated line can.
packed=$(head -c 1024 /root/random | gzip -9 | wc -c)
if [ "$packed" -lt 1000 ]; then
    say "The bytes in random have an order: drawn by chance, they could not be packed into $packed." \
        "Los bytes de random tienen un orden: sacados al azar, no cabrían en $packed."
    exit 1
fi
took=$(bash -c 'began=${EPOCHREALTIME/./}
    head -c 65536 /dev/hwrng >/dev/null
    echo $((${EPOCHREALTIME/./} - began))') || exit 2
awk -v took="$took" 'BEGIN { if (took > 0) printf "measure channel.virtio=%.3f MB/s\n", 65536 / took }'
exit 0
