#!/bin/sh
[ -e /srv/orders/order-1.txt ] || umount /srv/orders
mount -o remount,rw /srv/orders
rm -rf /srv/orders/.trace /srv/orders/.session
