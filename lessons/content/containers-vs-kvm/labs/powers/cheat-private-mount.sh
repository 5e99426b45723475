#!/bin/sh
# A mount for everybody, and a namespace without one of its own.
mount -t tmpfs none /mnt
setsid unshare --mount sleep 60 </dev/null >/dev/null 2>&1 &
sleep 1
