#!/bin/sh
# With the word before each, as the console has it.
cd /home/learner || exit 2
last=$(vm log one --process 1 | grep -c '^tick [0-9]*$')
[ -z "$(tail -c 1 /tmp/vm/one/1/log)" ] || last=$((last - 1))
printf 'tick %s\ntick %s\n' "$last" "$((last + 1))" >seam.txt
