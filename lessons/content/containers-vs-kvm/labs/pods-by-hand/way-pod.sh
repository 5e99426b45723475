#!/bin/sh
# Another image holds the pod, and queues are shared as well.
docker rm -f pause web >/dev/null 2>&1
docker run -d --name pause --ipc shareable --hostname shop debian sleep 100000
docker run -d --name web --network "container:$(docker inspect -f '{{.Id}}' pause)" --ipc container:pause nginx
p=$(docker inspect -f '{{.State.Pid}}' pause)
until nsenter -t "$p" -n -- bash -c ': </dev/tcp/127.0.0.1/80' 2>/dev/null; do sleep 1; done
