#!/bin/sh
# The year of a file instead of the clock's.
touch -d 2001-01-01 /root/clock
