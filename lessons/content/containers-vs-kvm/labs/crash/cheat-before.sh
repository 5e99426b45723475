#!/bin/sh
# The time of now, from another clock.
date +%s >/root/before.txt
