#!/bin/sh
lxc-attach -n whole -- cat /proc/1/comm >~/init.txt </dev/null
