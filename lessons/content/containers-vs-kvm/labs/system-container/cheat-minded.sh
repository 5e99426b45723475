#!/bin/sh
# Started again by hand, which init does not count.
lxc-attach -n whole -- systemctl restart clock </dev/null >/dev/null 2>&1
