#!/bin/sh
dmesg >/home/learner/messages.txt
