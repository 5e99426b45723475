#!/bin/sh
bash -c '{ time sleep 2 | sleep 2; } 2>/home/learner/both.txt'
