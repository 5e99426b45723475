#!/bin/sh
# A loop that writes numbers into the file.
setsid sh -c 'n=0; while [ $n -lt 12 ]; do n=$((n + 1)); echo $n $$ >/run/counter; sleep 0.2; done' </dev/null >/dev/null 2>&1 &
sleep 1
