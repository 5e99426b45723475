#!/bin/sh
# Passes when ~/devices.txt names the drivers of all virtio devices that the guest has.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -d /sys/bus/virtio/devices ] || exit 2
if [ ! -r /root/devices.txt ]; then
    say "There is no devices.txt on guest yet." "Todavía no hay un devices.txt en guest."
    exit 1
fi
count=0 missing=''
for device in /sys/bus/virtio/devices/*; do
    driver=$(readlink "$device/driver") || continue
    driver=${driver##*/}
    count=$((count + 1))
    grep -qF "$driver" /root/devices.txt || missing="$missing $driver"
done
if [ -z "$missing" ] && [ "$count" -gt 0 ]; then
    echo "measure channel.devices=$count"
    exit 0
fi
count=$(echo $missing | wc -w)
say "devices.txt lacks $count of the drivers: each device under /sys/bus/virtio/devices has a link driver." \
    "A devices.txt le faltan $count de los controladores: cada dispositivo de /sys/bus/virtio/devices tiene un enlace driver."
exit 1
