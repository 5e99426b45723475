#!/bin/sh
# How long it has been up, instead of when it gave way.
sleep 2
echo $(($(cut -d. -f1 /proc/uptime) + 5)) >/root/boot.txt
