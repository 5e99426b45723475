#!/bin/sh
# More than the one line.
tail -n 5 /root/ticks | tee /root/before.txt >/dev/null
