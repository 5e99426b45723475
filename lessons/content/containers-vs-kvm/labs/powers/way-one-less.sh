#!/bin/sh
cd /root
touch f
capsh --drop=cap_chown -- -c 'chown 1000 f' 2>less.txt
true
