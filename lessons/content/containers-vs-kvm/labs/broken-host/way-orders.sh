#!/bin/sh
# More room instead of less rubbish.
mount -o remount,rw,size=8m,nr_inodes=1000 /srv/orders
