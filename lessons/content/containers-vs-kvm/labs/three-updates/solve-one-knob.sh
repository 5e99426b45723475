#!/bin/sh
set -e
echo 33 >/proc/sys/vm/swappiness
{
    docker exec dir cat /proc/sys/vm/swappiness
    docker exec image cat /proc/sys/vm/swappiness
} >~/knob.txt
