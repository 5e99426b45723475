#!/bin/sh
# The router itself asks, so that web's log has its address.
ip netns exec router sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc 10.2.0.2 80" >/dev/null
