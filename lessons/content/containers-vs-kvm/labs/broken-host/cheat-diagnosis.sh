#!/bin/sh
# All words in each line.
cat >/root/diagnosis.txt <<'END'
web: port stopped interface
orders: full inodes read-only
counter: frozen quota lock
report: mode folder noexec
memory: process file deleted
END
