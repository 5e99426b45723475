#!/bin/sh
cd /root
within /srv/box sh -c 'id -u; echo a >/srv/box/a; echo b >/root/b' >landlock.txt 2>&1
true
