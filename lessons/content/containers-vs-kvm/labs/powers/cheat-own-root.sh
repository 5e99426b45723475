#!/bin/sh
# The map of the machine's root, and a refusal to somebody who has no namespace.
cat /proc/self/uid_map >/root/own.txt
grep CapEff /proc/self/status >>/root/own.txt
setpriv --reuid 1000 --regid 1000 --clear-groups date -s 2030-01-01 2>>/root/own.txt >>/root/own.txt
true
