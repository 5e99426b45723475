#!/bin/sh
# In the form that POSIX wants.
[ "$(id -u)" = 0 ] && cd /root || cd /home/learner || exit 2
bash -c 'time -p for ((i = 0; i < 100000; i++)); do :; done' 2>loop.txt
