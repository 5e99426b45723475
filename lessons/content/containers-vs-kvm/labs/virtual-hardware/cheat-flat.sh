#!/bin/sh
# A disk that stands on none.
cd /home/learner
qemu-img create -q -f qcow2 one.qcow2 1G
qemu-io -c 'write 4096 512' one.qcow2
