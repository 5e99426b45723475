#!/bin/sh
setpriv --reuid 1000 --regid 1000 --clear-groups unshare --user --map-root-user \
    sh -c 'id -u; grep CapEff /proc/self/status; cat /proc/self/uid_map; date -s 2030-01-01' >/root/own.txt 2>&1
true
