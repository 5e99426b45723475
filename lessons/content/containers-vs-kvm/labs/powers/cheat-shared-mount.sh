#!/bin/sh
# Mounted outside first, and copied into a namespace.
mount -t tmpfs none /mnt
setsid unshare --mount sleep 60 </dev/null >/dev/null 2>&1 &
sleep 1
