#!/bin/sh
set -e
lxc-create -n whole -t debian >/dev/null 2>&1
lxc-start -n whole </dev/null >/dev/null 2>&1
# As the guide has it, its address comes last; on a busy host the check waits for the rest.
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    ! lxc-info -n whole -iH </dev/null | grep -q . || break
    sleep 1
done
