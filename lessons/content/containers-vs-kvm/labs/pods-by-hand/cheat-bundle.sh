#!/bin/sh
# The engine's container of that name.
docker rm -f one >/dev/null 2>&1
docker run -d --name one busybox sleep 100000
