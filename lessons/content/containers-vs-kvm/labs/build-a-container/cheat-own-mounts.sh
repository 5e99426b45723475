#!/bin/sh
# The namespace alone.
mkdir -p /tmp/box
setsid unshare --mount sleep 300 </dev/null >/dev/null 2>&1 &
sleep 0.5
