#!/bin/sh
port=$(ss -Htln | sed 's/.*127.0.0.1://; s/ .*//')
bash -c 'cat <"/dev/tcp/127.0.0.1/$1"' - "$port" >/home/learner/answer.txt
