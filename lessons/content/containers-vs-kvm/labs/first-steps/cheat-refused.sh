#!/bin/sh
# The words alone.
echo 'Permission denied' >/home/learner/refused.txt
ls -l /etc/passwd >>/home/learner/refused.txt
