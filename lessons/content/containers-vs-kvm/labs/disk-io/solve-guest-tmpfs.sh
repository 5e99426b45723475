#!/bin/bash
head -c 2048000 /dev/zero >/tmp/file
bash -c '{ time dd if=/tmp/file of=/dev/null bs=4k count=500; } 2>/root/tmpfs.txt'
