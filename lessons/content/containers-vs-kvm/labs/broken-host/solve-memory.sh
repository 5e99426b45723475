#!/bin/sh
pkill -x cache
pkill -x recorder
rm -f /srv/scratch/.core
sleep 1
