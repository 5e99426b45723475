#!/bin/sh
docker rm -f pause web >/dev/null 2>&1
docker run -d --name pause busybox sleep 100000
docker run -d --name web --network container:pause nginx
until docker exec pause wget -qO- http://127.0.0.1/ >/dev/null 2>&1; do sleep 1; done
