#!/bin/sh
# The words that one types oneself.
echo 3 >/home/learner/words.txt
