#!/bin/sh
busy | tee ~/alone.txt
seq 4 | xargs -P 4 -I N busy | tee ~/four.txt
