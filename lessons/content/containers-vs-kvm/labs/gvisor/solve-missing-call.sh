#!/bin/sh
strace true 2>&1 | grep ENOSYS >/home/learner/missing.txt
