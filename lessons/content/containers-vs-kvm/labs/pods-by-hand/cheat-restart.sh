#!/bin/sh
# The engine's own restart, which leaves alone what somebody has ended.
docker ps -aq --filter label=app=shop | xargs -r docker rm -f
for n in 1 2; do docker run -d --restart always --label app=shop busybox sleep 100000; done
