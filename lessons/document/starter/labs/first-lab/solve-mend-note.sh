#!/bin/sh
echo 'The sky is green.' >/home/learner/note.txt
