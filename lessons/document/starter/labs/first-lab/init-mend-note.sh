#!/bin/sh
# Prepares the task, once, when its turn has come. Running it twice must do no harm.
file=/home/learner/note.txt
[ -e "$file" ] || echo 'The sky is gren.' >"$file"
