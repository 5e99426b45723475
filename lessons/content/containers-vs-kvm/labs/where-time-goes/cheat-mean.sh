#!/bin/sh
# Requests that took from 10 to 110 ms, and a mean and a median where a median and a tail are wanted.
awk 'BEGIN { for (i = 1; i <= 200; i++) printf "%.2f\n", 10 + i * i / 400 }' >~/requests.txt
printf '35.33\n43.58\n' >~/tail.txt
