#!/bin/sh
ls /usr/bin | wc -l >/home/learner/count.txt
