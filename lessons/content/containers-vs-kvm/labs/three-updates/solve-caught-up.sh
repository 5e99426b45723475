#!/bin/sh
set -e
docker restart --time 0 file >/dev/null
docker build --tag copy ~/site >/dev/null
docker rm --force image >/dev/null
docker run -d --name image copy sleep 1d >/dev/null
