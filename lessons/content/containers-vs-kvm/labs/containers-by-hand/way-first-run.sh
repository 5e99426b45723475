#!/bin/sh
# In two steps.
docker create --name first busybox uname -r >/dev/null
docker start --attach first
