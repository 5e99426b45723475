#!/bin/sh
# The port of web servers.
echo 80 >/home/learner/port.txt
