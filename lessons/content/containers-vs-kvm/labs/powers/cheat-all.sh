#!/bin/sh
# User 1000 with two powers too many.
setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=+dac_read_search,+chown,+kill --ambient-caps=+dac_read_search,+chown,+kill \
    sh -c 'grep -E "^(Uid|CapEff)" /proc/self/status; head -n 1 /etc/shadow' >/root/more.txt
