#!/bin/sh
# The words, typed.
echo 'Permission denied' >/root/landlock.txt
echo a >/srv/box/a
