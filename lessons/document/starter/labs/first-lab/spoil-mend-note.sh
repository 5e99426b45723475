#!/bin/sh
# Spoils the task, so that `manage.py lab verify` can prove fail-mend-note.sh.
rm -f /home/learner/note.txt
