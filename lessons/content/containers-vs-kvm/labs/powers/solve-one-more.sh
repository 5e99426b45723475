#!/bin/sh
setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search \
    sh -c 'grep -E "^(Uid|CapEff)" /proc/self/status; head -n 1 /etc/shadow' >/root/more.txt
