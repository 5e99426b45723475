#!/bin/sh
set -e
docker run -d --name web nginx >/dev/null
docker inspect --format '{{.State.Pid}}' web > ~/pid.txt
address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' web)
until busybox wget -q -O ~/page.html "http://$address/"; do sleep 0.2; done
