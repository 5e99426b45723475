#!/bin/sh
# Passes when ~/hello.txt has the output of date below another line.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

file=$(file_of hello)
year=$(date -u +%Y) && [ -n "$year" ] || exit 2
[ -n "$file" ] || {
    say "hello.txt is gone. Make it again, with a line of yours, then add the date." \
        "hello.txt ya no está. Créalo otra vez con una línea tuya y añade después la fecha."
    exit 1
}
text=$(head -c 4096 "$file" | grep '[^[:space:]]')
last=$(printf '%s\n' "$text" | tail -n 1)
lines=$(printf '%s\n' "$text" | wc -l)
# What date prints has the year and the time.
dated() { printf '%s\n' "$1" | grep "$year" | grep -qE '[0-9]{1,2}:[0-9]{2}:[0-9]{2}'; }
if dated "$last" && [ "$lines" -ge 2 ]; then
    exit 0
elif dated "$last"; then
    say "The date stands there alone: > has emptied the file first. Write a line of yours again, then add the date with >>." \
        "La fecha está sola: > ha vaciado antes el archivo. Escribe otra vez una línea tuya y añade la fecha con >>."
elif [ "$lines" -ge 2 ]; then
    say "The last line isn't what date prints, with the time and the year." \
        "La última línea no es lo que imprime date, con la hora y el año."
else
    say "hello.txt has one line. Add what the command date prints, with >>." \
        "hello.txt tiene una línea. Añade con >> lo que imprime la orden date."
fi
exit 1
