#!/bin/sh
bash -c 'exec 2>/home/learner/both.txt
time sleep 2 | sleep 2'
