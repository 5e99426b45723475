#!/bin/sh
rm -rf /tmp/ov && mkdir -p /tmp/ov && cd /tmp/ov || exit 1
mkdir low up work all
head -c 4194304 /dev/zero >low/big
mount -t overlay -o lowerdir=low,upperdir=up,workdir=work overlay all
echo x >>all/big
