#!/bin/sh
free -m >/home/learner/free.txt
