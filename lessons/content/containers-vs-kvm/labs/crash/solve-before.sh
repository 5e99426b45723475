#!/bin/sh
tail -n 1 /root/ticks >/root/before.txt
