#!/bin/sh
# A number, and nothing that runs.
echo 12345 >/home/learner/pid.txt
