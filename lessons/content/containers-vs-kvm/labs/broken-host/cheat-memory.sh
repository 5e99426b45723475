#!/bin/sh
# What the kernel keeps for speed counts as available anyway.
sync
echo 3 >/proc/sys/vm/drop_caches
