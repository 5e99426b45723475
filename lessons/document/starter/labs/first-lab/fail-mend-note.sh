#!/bin/sh
# Exit 0: the attempt is spoiled, and what is printed is the reason. Exit 1: it isn't.
export LC_ALL=C PATH=/usr/bin:/bin
[ -e /home/learner/note.txt ] && exit 1
printf 'en: %s\nes: %s\n' "The note is gone." "La nota ya no está."
