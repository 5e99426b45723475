#!/bin/sh
# The widest function of all, which says nothing.
stacks dd if=/dev/urandom of=/root/data bs=64k count=200 conv=fsync >~/folded.txt
echo do_syscall_64 >~/culprit.txt
rm -f /root/data
