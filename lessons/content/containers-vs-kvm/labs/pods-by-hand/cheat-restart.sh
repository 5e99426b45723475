#!/bin/sh
# The engine's own restart, which doesn't bring back what was removed.
docker ps -aq --filter label=app=shop | xargs -r docker rm -f
for n in 1 2; do docker run -d --restart always --label app=shop busybox sleep 100000; done
