#!/bin/sh
# The namespace first; the interface from outside.
setsid unshare --net sleep 900 </dev/null >/dev/null 2>&1 &
sleep 0.5
modprobe dummy
nsenter --target "$!" --net ip link add name eth0 type dummy
