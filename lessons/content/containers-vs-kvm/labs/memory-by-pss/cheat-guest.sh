#!/bin/sh
# A round number.
echo 512 >/root/guest.txt
