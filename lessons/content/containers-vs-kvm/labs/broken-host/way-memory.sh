#!/bin/sh
# The file without a name is emptied through its process, which goes on.
process=$(pgrep -x recorder) && : >"/proc/$process/fd/3"
umount -l /srv/scratch
pkill -9 cache
sleep 1
