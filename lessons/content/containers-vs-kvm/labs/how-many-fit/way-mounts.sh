#!/bin/sh
# Bind mounts, as the text of 2014 counted them.
echo 75 >/proc/sys/fs/mount-max
setsid unshare -m sh -c 'while mount --bind /tmp /tmp; do :; done; exec sleep 3600' \
    </dev/null >/dev/null 2>&1 &
