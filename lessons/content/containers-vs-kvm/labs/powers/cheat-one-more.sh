#!/bin/sh
# Root, who may do everything.
sh -c 'grep -E "^(Uid|CapEff)" /proc/self/status; head -n 1 /etc/shadow' >/root/more.txt
