#!/bin/sh
perl -MTime::HiRes=time -e '$t = time; getppid for 1 .. 100000; printf "%.0f\n", (time - $t) * 10000' \
    >/home/learner/price.txt
