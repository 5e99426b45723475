#!/bin/sh
# In another order, in capitals.
word() { echo "$2" | cut -d, -f "$((0x$(cut -c "$1" /etc/machine-id) % 3 + 1))" | tr a-z A-Z; }
{
    echo "Memory : $(word 5 process,file,deleted)"
    echo "Report : $(word 4 mode,folder,noexec)"
    echo "Counter: $(word 3 frozen,quota,lock)"
    echo "Orders : $(word 2 full,inodes,read-only)"
    echo "Web    : $(word 1 port,stopped,interface)"
} >/root/diagnosis.txt
