#!/bin/sh
# What a call costs on the host's kernel.
echo 130 >/home/learner/price.txt
