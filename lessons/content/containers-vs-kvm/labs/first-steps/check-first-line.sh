#!/bin/sh
# Passes when ~/hello.txt holds some text.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

file=$(file_of hello)
if [ -z "$file" ]; then
    say "There is no file hello.txt in your home directory yet." \
        "Todavía no hay un archivo hello.txt en tu directorio personal."
elif grep -q '[^[:space:]]' "$file"; then
    exit 0
else
    say "hello.txt is there, but it is empty. Put > between what to say and the name of the file." \
        "hello.txt existe, pero está vacío. Pon > entre lo que hay que decir y el nombre del archivo."
fi
exit 1
