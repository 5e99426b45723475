#!/bin/sh
# A program in the router's network that has a copy of the page.
mkdir -p /tmp/copy && echo 'The shop is open.' >/tmp/copy/index.html
setsid ip netns exec router busybox httpd -p 10.1.0.1:8080 -h /tmp/copy </dev/null >/dev/null 2>&1
sleep 1
