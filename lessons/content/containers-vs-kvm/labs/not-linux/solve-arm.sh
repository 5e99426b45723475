#!/bin/sh
cd /home/learner || exit 2
./tiny
[ $? = 42 ] || exit 1
cp tiny arm
printf '\267' | dd of=arm bs=1 seek=18 conv=notrunc status=none || exit 2
bash -c ./arm 2>arm.txt
grep -q Exec arm.txt
