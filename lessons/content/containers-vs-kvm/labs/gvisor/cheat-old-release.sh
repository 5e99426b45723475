#!/bin/sh
uname -r >/home/learner/version.txt
