#!/bin/sh
# Notes how often the disk was read before. Twice does no harm.
[ -s /run/io-before ] || awk '$3 == "vda" { print $4 }' /proc/diskstats >/run/io-before
