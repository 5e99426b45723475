#!/bin/sh
# Something else of its own.
uname -a >/home/learner/messages.txt
