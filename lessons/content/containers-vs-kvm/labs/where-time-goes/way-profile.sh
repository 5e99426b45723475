#!/bin/sh
# The innermost function of the fullest chain, from a run without fsync.
stacks dd if=/dev/urandom of=/root/data bs=1M count=13 | tee ~/folded.txt
grep '^dd;' ~/folded.txt | sed 's/ \([0-9]*\)$/;\1/' | awk -F ';' '{ met[$(NF - 1)] += $NF } END { for (f in met) print met[f], f }' \
    | sort -rn | awk 'NR == 1 { print $2 }' >~/culprit.txt
rm -f /root/data
