#!/bin/sh
docker rm --force $(docker ps --all --quiet) >/dev/null
