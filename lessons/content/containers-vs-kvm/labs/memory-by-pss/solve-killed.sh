#!/bin/sh
cd /home/learner || exit 2
sh -c 'exec tail /dev/zero' 2>/dev/null
echo $? >status.txt
