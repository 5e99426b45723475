#!/bin/sh
cat /sys/class/virtio-ports/*/name >/root/ports.txt
