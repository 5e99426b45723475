#!/bin/sh
# Fewer calls, and the unit beside the number.
perl -MTime::HiRes=time -e '$t = time; getppid for 1 .. 20000; printf "%.0f ns\n", (time - $t) * 50000' \
    >/home/learner/price.txt
