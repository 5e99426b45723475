#!/bin/sh
port=$(ss -Htln | sed 's/.*127.0.0.1://; s/ .*//')
bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"; read -r line <&3; echo "$line"' - "$port" >/home/learner/answer.txt
