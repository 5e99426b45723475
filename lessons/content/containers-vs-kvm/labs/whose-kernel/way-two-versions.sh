#!/bin/sh
. /etc/os-release
printf '%s on %s\n' "$PRETTY_NAME" "$(uname -r)" >/home/learner/whose.txt
