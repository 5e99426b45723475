#!/bin/sh
mkdir -p /home/learner/work
cd /home/learner/work
cat ../../../etc/os-release >os-release
