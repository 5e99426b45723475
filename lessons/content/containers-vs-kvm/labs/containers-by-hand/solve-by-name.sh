#!/bin/sh
set -e
docker network create lab >/dev/null
docker run -d --name server --network lab nginx >/dev/null
docker run --name client --network lab busybox \
    sh -c 'until wget -q -O - http://server/; do sleep 0.5; done' >/dev/null
