#!/bin/sh
set -e
lxc-create -n whole -t debian >/dev/null 2>&1
lxc-start -n whole </dev/null >/dev/null 2>&1
