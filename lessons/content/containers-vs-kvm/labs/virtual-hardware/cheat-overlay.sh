#!/bin/sh
# An overlay to which nothing was written.
cd /home/learner
qemu-img create -q -f qcow2 base.qcow2 1G
qemu-io -c 'write -P 1 0 4M' base.qcow2
qemu-img create -q -f qcow2 -b base.qcow2 -F qcow2 one.qcow2
