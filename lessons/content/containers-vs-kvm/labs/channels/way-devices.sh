#!/bin/sh
for d in /sys/bus/virtio/devices/*; do basename "$(readlink "$d/driver")"; done | sort -u >/root/devices.txt
