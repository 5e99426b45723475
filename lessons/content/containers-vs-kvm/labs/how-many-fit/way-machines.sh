#!/bin/sh
# Others than Linux, and what ps says of one, in words.
cd /home/learner || exit 2
for name in a b c; do vm start "$name" --guest mach || exit 1; done
vm wait c 'No bootstrap code loaded' --seconds 50 || exit 1
kib=$(ps -o rss= -p "$(cat /tmp/vm/a/1/pid)")
echo "about $((kib / 1024)) MiB" >machine.txt
