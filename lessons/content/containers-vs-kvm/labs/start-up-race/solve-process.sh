#!/bin/sh
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
took=$(bash -c 'began=${EPOCHREALTIME/./}
    for i in {1..20}; do sh -c : ; done
    echo $((${EPOCHREALTIME/./} - began))')
awk -v took="$took" 'BEGIN { printf "%.3f\n", took / 20000 }' >process.txt
