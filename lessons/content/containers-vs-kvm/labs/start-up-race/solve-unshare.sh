#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
# The quickest of five rounds: in one the host may have had something else to do.
took=$(bash -c 'for round in {1..5}; do
    began=${EPOCHREALTIME/./}
    for i in {1..20}; do unshare -muin sh -c : ; done
    echo $((${EPOCHREALTIME/./} - began))
done | sort -n | head -n 1')
awk -v took="$took" 'BEGIN { printf "%.3f\n", took / 20000 }' >unshare.txt
