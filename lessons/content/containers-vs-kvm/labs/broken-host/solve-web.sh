#!/bin/sh
# Whichever of the three it is.
ip link set lo up
pkill -CONT httpd
pkill old-web && sleep 0.5
netstat -tln | grep -q ':8080 ' || start-web
