#!/bin/sh
# One machine, and its size as it was ordered.
cd /home/learner || exit 2
vm start single --guest mach || exit 1
echo 48 >machine.txt
vm stop single
