#!/bin/sh
# The service ended.
pkill -f 'httpd -p 81'
sleep 1
