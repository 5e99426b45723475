#!/bin/sh
# A message that looks like one.
echo 'Kernel panic - not syncing' >/dev/kmsg
