#!/bin/sh
set -e
lxc-attach -n whole -- sh -c 'echo kept >/root/note' </dev/null
sleep 2
lxc-stop -n whole --timeout 20 </dev/null >/dev/null 2>&1
lxc-start -n whole </dev/null >/dev/null 2>&1
