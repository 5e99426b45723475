#!/bin/sh
# The same container once more.
docker restart -t 1 web
