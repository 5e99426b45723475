#!/bin/bash
bash -c '{ time dd if=/dev/vda of=/dev/null bs=4k count=500 iflag=direct; } 2>/root/direct.txt'
