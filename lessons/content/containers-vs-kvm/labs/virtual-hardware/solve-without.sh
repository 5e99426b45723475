#!/bin/sh
cd /home/learner
mv base.qcow2 away.qcow2
qemu-io -c 'read 0 512' one.qcow2 2>without.txt
mv away.qcow2 base.qcow2
