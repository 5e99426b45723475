#!/bin/bash
cd ~learner
dd of=/dev/null if=/bin/perl ibs=4096 obs=4096 count=500 iflag=direct,fullblock 2>&1 | tee direct.txt
