#!/bin/sh
set -e
mkdir -p ~/site
echo v1 > ~/site/version
cd ~/site
printf 'FROM busybox\nCOPY version /version\n' > Dockerfile
docker build --tag copy . >/dev/null
docker run -d --name dir -v ~/site:/site busybox sleep 1d >/dev/null
docker run -d --name file -v ~/site/version:/version busybox sleep 1d >/dev/null
docker run -d --name image copy sleep 1d >/dev/null
