#!/bin/sh
# A wish.
echo 'median 1 ms' >/root/alone.txt
