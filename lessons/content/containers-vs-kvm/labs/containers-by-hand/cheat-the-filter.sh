#!/bin/sh
# Both with the filter.
docker run --name filtered busybox time dd if=/dev/zero of=/dev/null bs=1 count=100000 >/dev/null 2>&1
docker run --name unfiltered busybox time dd if=/dev/zero of=/dev/null bs=1 count=100000 >/dev/null 2>&1
