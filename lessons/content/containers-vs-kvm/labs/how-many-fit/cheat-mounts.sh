#!/bin/sh
# The ceiling, and nothing below it.
echo 90 >/proc/sys/fs/mount-max
