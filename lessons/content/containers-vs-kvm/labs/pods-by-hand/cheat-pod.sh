#!/bin/sh
# Two ordinary containers, which reach each other over the bridge.
docker rm -f pause web >/dev/null 2>&1
docker run -d --name pause busybox sleep 100000
docker run -d --name web nginx
