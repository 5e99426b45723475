#!/bin/sh
cd /root || exit 2
cat alone.txt noisy.txt limited.txt | awk '$1 == "median" { m[++n] = $2 }
    END { printf "%.2f %.2f\n", m[2] / m[1], m[3] / m[1] }' >times.txt
