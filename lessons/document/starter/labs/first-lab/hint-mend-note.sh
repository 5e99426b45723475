#!/bin/sh
# Runs when the check says "not yet"; what it prints is the live hint.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if grep -qw gren /home/learner/note.txt 2>/dev/null; then
    say "The note still says gren." "La nota todavía dice gren."
else
    say "The note does not say: The sky is green." "La nota no dice «The sky is green.»."
fi
