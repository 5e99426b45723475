#!/bin/bash
dd if=/dev/urandom of=/tmp/file bs=64k count=40 2>/dev/null
bash -c 'time dd if=/tmp/file of=/dev/null bs=4096 count=500' >/root/tmpfs.txt 2>&1
