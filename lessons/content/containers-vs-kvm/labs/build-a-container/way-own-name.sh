#!/bin/sh
setsid unshare -u sh -c 'echo crate >/proc/sys/kernel/hostname; exec sleep 900' </dev/null >/dev/null 2>&1 &
