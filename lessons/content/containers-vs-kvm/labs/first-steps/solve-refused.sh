#!/bin/sh
cat /etc/shadow 2>/home/learner/refused.txt
ls -l /etc/shadow >>/home/learner/refused.txt
