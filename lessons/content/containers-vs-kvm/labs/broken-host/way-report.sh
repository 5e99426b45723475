#!/bin/sh
# The folder and its file belong to the user.
chown -R 1000 /srv/tools
chmod u+rx /srv/tools /srv/tools/report
mount -o remount,exec,nosuid,nodev /srv/tools
