#!/bin/sh
# Another place, another program to start, and creating and starting as two steps.
mkdir -p /srv/b/files
cd /srv/b || exit
docker export "$(docker create busybox)" | tar x -C files
runc spec
perl -0pi -e 's/"terminal": true/"terminal": false/; s/"args": \[.*?\]/"args": ["tail", "-f", "\/dev\/null"]/s; s/"path": "rootfs"/"path": "files"/' config.json
runc create one </dev/null >/dev/null 2>&1
runc start one
