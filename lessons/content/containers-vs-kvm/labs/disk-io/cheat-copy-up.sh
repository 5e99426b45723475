#!/bin/sh
# Folders of the right names, and no overlay.
mkdir -p /tmp/ov/low /tmp/ov/up /tmp/ov/all
head -c 4194304 /dev/zero >/tmp/ov/low/big
cp /tmp/ov/low/big /tmp/ov/up/big
echo x >>/tmp/ov/up/big
cp /tmp/ov/up/big /tmp/ov/all/big
