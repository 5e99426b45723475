#!/bin/sh
ls -l /sys/bus/virtio/devices/*/driver >/root/devices.txt
