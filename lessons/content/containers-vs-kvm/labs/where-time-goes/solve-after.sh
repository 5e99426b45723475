#!/bin/sh
stacks dd if=/dev/zero of=/root/data bs=64k count=200 conv=fsync >~/after.txt
rm -f /root/data
