#!/bin/sh
cd /home/learner || exit 2
cp /guests/sector mine
place=$(LC_ALL=C grep -obUaP '\xb0\x10\xee' mine | cut -d : -f 1)
printf '\052' | dd of=mine bs=1 seek=$((place + 1)) conv=notrunc status=none || exit 2
vm start mine --disk mine
