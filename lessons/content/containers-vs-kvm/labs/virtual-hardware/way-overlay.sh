#!/bin/sh
cd /home/learner
rm -f one.qcow2 base.qcow2
qemu-img create -q -f qcow2 base.qcow2 64M
qemu-io -c 'write -P 7 0 2M' base.qcow2
qemu-img create -q -f qcow2 -o backing_file=/home/learner/base.qcow2,backing_fmt=qcow2 one.qcow2
qemu-io -c 'write 1M 512' one.qcow2
