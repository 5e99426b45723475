#!/bin/bash
bash -c 'time dd if=/dev/vda of=/dev/null bs=4096 count=500 skip=1000 iflag=direct' >/root/direct.txt 2>&1
