#!/bin/sh
# What everybody suspects: the disk.
stacks dd if=/dev/urandom of=/root/data bs=64k count=200 conv=fsync >~/folded.txt
echo vfs_write >~/culprit.txt
rm -f /root/data
