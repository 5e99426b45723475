#!/bin/sh
# Of the other disk.
cd /home/learner
vm start one --guest disks
vm wait one 'ready after' --seconds 120
vm accesses one 'reads virtio 200' >ide.txt
