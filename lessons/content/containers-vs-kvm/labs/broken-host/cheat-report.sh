#!/bin/sh
# A copy of it in another place.
cp /srv/tools/report /tmp/report
chmod 755 /tmp/report
