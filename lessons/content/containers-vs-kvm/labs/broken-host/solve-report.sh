#!/bin/sh
mount -o remount,exec /srv/tools
chmod 755 /srv/tools /srv/tools/report
