#!/bin/sh
docker rm --force filtered unfiltered >/dev/null 2>&1
set -e
docker run --name filtered busybox time dd if=/dev/zero of=/dev/null bs=1 count=1000000 >/dev/null 2>&1
docker run --name unfiltered --security-opt seccomp=unconfined \
    busybox time dd if=/dev/zero of=/dev/null bs=1 count=1000000 >/dev/null 2>&1
