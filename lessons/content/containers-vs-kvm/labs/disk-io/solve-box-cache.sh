#!/bin/sh
cat /usr/bin/perl >/dev/null
dd if=/usr/bin/perl of=/dev/null bs=4k count=500 2>/home/learner/cached.txt
