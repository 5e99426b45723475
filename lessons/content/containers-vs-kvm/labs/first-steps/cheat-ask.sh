#!/bin/sh
# A sentence that sounds like it.
echo 'The word of this server is hello.' >/home/learner/answer.txt
