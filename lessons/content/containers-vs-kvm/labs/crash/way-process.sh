#!/bin/sh
cd /home/learner || exit 2
bash -c 'ulimit -c 0; kill -11 $$' 2>/dev/null
echo "status $?" >status.txt
