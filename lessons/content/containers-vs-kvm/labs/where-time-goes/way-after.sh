#!/bin/sh
stacks sh -c 'dd if=/dev/zero of=/root/data bs=64k count=300' | tee ~/after.txt
rm -f /root/data
