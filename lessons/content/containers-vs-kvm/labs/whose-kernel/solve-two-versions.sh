#!/bin/sh
uname -r >/home/learner/whose.txt
grep PRETTY_NAME /etc/os-release >>/home/learner/whose.txt
