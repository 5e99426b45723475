#!/bin/sh
# Passes when ~/names.txt names the files of /etc. Exit 2: the check itself could not run.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -f /etc/passwd ] || exit 2
file=/home/learner/names.txt
if [ ! -f "$file" ]; then
    say "There is no file names.txt in your home directory yet." \
        "Todavía no hay un archivo names.txt en tu directorio personal."
elif head -c 65536 "$file" | grep -q passwd; then
    exit 0
else
    say "names.txt is there, but it does not list what is in /etc." \
        "names.txt existe, pero no enumera lo que hay en /etc."
fi
exit 1
