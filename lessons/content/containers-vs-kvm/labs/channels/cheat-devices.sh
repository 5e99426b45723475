#!/bin/sh
# One of several.
echo virtio_blk >/root/devices.txt
