#!/bin/sh
docker rm -f web
docker run -d --name web --network container:pause nginx
