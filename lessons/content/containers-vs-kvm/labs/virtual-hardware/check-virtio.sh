#!/bin/sh
# Passes when ~/virtio.txt holds what vm accesses counted while the guest read from its disk `virtio`.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/virtio.txt
if [ ! -s "$file" ]; then
    say "There is no virtio.txt with a table in it in your home directory yet." \
        "Todavía no hay un virtio.txt con una tabla en tu directorio personal."
    exit 1
fi
# Rows of the table: device, reads, writes. The rest of the devices are the console's and the clock's.
sum() { head -c 16384 "$file" | awk -v wanted="^($1)$" '$1 ~ wanted && NF == 3 { s += $2 + $3 } END { print s + 0 }'; }
mine=$(sum 'virtio-pci-notify-virtio-blk')
reads=$(head -c 16384 "$file" | sed -nE 's/^reads (virtio) ([0-9]+)$/\2/p' | tail -n 1)
if ! head -c 16384 "$file" | grep -q '^DEVICE'; then
    say "virtio.txt holds no table of vm accesses." "virtio.txt no contiene una tabla de vm accesses."
elif [ "$mine" -lt 50 ]; then
    say "The table shows next to no accesses to the disk virtio. Read from it: reads virtio 200." \
        "La tabla apenas muestra accesos al disco virtio. Lee de él: reads virtio 200."
elif [ -z "$reads" ] || [ "$reads" -lt 50 ]; then
    say "Let the guest read at least 50 times, and keep the first line, which says how often." \
        "Haz que el invitado lea al menos 50 veces y conserva la primera línea, que dice cuántas."
else
    awk -v n="$mine" -v reads="$reads" 'BEGIN { printf "measure access.virtio=%.1f accesses\n", n / reads }'
    exit 0
fi
exit 1
