#!/bin/sh
cd /home/learner
mv base.qcow2 /tmp/
qemu-img map one.qcow2 >without.txt 2>&1
mv /tmp/base.qcow2 .
