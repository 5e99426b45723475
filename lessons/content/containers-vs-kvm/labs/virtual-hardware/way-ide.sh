#!/bin/sh
cd /home/learner
vm start disks --guest disks
vm wait disks 'ready after' --seconds 120
vm accesses disks 'reads ide 100' | tee ide.txt
