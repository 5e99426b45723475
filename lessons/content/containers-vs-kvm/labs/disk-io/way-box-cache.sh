#!/bin/bash
cd ~learner
for _ in 1 2; do dd of=/dev/null if=/bin/perl ibs=4096 obs=4096 count=500 2>&1 | tee cached.txt; done
