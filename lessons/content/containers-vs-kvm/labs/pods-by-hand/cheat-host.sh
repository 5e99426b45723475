#!/bin/sh
# Both on the machine's network.
docker rm -f pause web >/dev/null 2>&1
docker run -d --name pause --network host busybox sleep 100000
docker run -d --name web --network host nginx
sleep 3
