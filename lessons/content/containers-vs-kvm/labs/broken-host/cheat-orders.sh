#!/bin/sh
# Another file system over it, without the orders.
mount -t tmpfs -o size=1m tmpfs /srv/orders
