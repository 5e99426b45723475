#!/bin/sh
dmesg | grep 'Run /init' | tr -d '[]' | awk '{ print $1 }' >/root/boot.txt
