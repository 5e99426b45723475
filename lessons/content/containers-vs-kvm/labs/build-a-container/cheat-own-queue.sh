#!/bin/sh
# The namespace alone.
setsid unshare --ipc sleep 300 </dev/null >/dev/null 2>&1 &
sleep 0.5
