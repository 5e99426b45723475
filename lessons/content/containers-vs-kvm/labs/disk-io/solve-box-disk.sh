#!/bin/sh
dd if=/usr/bin/perl of=/dev/null bs=4k count=500 iflag=direct 2>/home/learner/direct.txt
