#!/bin/sh
stacks dd if=/dev/urandom of=/root/data bs=64k count=200 conv=fsync >~/folded.txt
echo get_random_bytes_user >~/culprit.txt
rm -f /root/data
