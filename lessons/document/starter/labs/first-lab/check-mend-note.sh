#!/bin/sh
# Passes when the word in ~/note.txt is mended. What is missing says hint-mend-note.sh.
export LC_ALL=C PATH=/usr/bin:/bin
grep -qiw 'sky is green' /home/learner/note.txt 2>/dev/null && exit 0
exit 1
