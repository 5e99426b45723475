#!/bin/sh
sysctl -w vm.swappiness=33 >/dev/null 2>&1 || printf 33 >/proc/sys/vm/swappiness
