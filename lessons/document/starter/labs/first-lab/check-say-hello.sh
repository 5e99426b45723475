#!/bin/sh
# Passes when ~/hello.txt holds the word hello. Exit 1: not yet; what is printed is the live hint.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/hello.txt
if [ ! -f "$file" ]; then
    say "There is no file hello.txt in your home directory yet." \
        "Todavía no hay un archivo hello.txt en tu directorio personal."
elif head -c 4096 "$file" | grep -qiw hello; then
    exit 0
else
    say "hello.txt is there, but the word hello is not in it." \
        "hello.txt existe, pero la palabra hello no está en él."
fi
exit 1
