#!/bin/sh
# One kind of the four.
setsid unshare --uts sleep 300 </dev/null >/dev/null 2>&1 &
sleep 1
