#!/bin/sh
capsh --keep=1 --user=learner --inh=cap_dac_read_search --addamb=cap_dac_read_search \
    -- -c 'cat /proc/self/status /etc/shadow' >/root/more.txt
