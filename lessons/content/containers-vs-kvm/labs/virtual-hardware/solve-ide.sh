#!/bin/sh
cd /home/learner
vm start one --guest disks
vm wait one 'ready after' --seconds 120
vm accesses one 'reads ide 200' >ide.txt
