#!/bin/sh
cd /
su learner -s /bin/bash -c 'unshare -Ur bash -c "cat /proc/self/uid_map /proc/self/status; date -s 2031-02-03"' >/root/own.txt 2>&1
true
