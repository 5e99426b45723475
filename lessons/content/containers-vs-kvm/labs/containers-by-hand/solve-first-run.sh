#!/bin/sh
docker run --name first busybox uname -r
