#!/bin/sh
mkdir -p /tmp/ov/low /tmp/ov/up /tmp/ov/work /tmp/ov/all
head -c 4500000 /dev/urandom >/tmp/ov/low/big
mount -t overlay -o lowerdir=/tmp/ov/low,upperdir=/tmp/ov/up,workdir=/tmp/ov/work none /tmp/ov/all
printf y | dd of=/tmp/ov/all/big bs=1 seek=5 conv=notrunc 2>/dev/null
