#!/bin/sh
# A guess that is wrong in one of the five.
word() { echo "$2" | cut -d, -f "$(((0x$(cut -c "$1" /etc/machine-id) + $3) % 3 + 1))"; }
cat >/root/diagnosis.txt <<END
web: $(word 1 port,stopped,interface 0)
orders: $(word 2 full,inodes,read-only 0)
counter: $(word 3 frozen,quota,lock 0)
report: $(word 4 mode,folder,noexec 0)
memory: $(word 5 process,file,deleted 1)
END
