#!/bin/sh
echo 60 >/proc/sys/fs/mount-max
setsid unshare -m sh -c 'while mount -t tmpfs none /tmp; do :; done; exec sleep 3600' \
    </dev/null >/dev/null 2>&1 &
