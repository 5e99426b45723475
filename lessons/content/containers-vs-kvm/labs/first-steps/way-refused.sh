#!/bin/sh
ls -l /etc/shadow >/home/learner/refused.txt
head /etc/shadow 2>>/home/learner/refused.txt
true
