#!/bin/sh
# The note, without a stop in between.
lxc-attach -n whole -- sh -c 'echo kept >/root/note' </dev/null
