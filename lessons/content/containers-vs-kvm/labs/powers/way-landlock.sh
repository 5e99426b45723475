#!/bin/sh
cd /
within /srv/box bash -c 'id -u; touch /root/b; date >/srv/box/a; printf x >/root/b' 2>&1 | tee /root/landlock.txt
true
