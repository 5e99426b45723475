#!/bin/sh
cd /root || exit 2
free -m >guest.txt
