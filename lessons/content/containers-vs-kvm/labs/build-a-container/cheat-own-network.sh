#!/bin/sh
# The namespace alone.
setsid unshare --net sleep 300 </dev/null >/dev/null 2>&1 &
sleep 0.5
