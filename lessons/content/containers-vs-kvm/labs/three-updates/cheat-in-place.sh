#!/bin/sh
# The answer without the update.
echo 'v2 v2 v1' >~/first.txt
