#!/bin/sh
# The old one stays, stopped and under another name.
docker stop -t 1 web
docker rename web old
docker run -d --name web --network container:pause debian sleep 100000
