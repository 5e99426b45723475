#!/bin/sh
# The same number two hundred times, without a server.
yes 5.00 | head -n 200 >~/requests.txt
printf '5.00\n5.00\n' >~/tail.txt
