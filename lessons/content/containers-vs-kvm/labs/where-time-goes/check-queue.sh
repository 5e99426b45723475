#!/bin/sh
# Passes when one busy ran nearly all of its time, and each of four waited longer than it ran.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
share() { head -c 4096 "$1" 2>/dev/null | awk '/^ran [0-9]+ waited [0-9]+$/ { ran += $2; waited += $4; n++ }
    END { print n + 0, (ran > 0 ? int(100 * waited / ran) : 0) }'; }

set -- $(share ~/alone.txt) $(share ~/four.txt)
if [ "$1" -ne 1 ]; then
    say "~/alone.txt doesn't hold the one line that busy prints." \
        "~/alone.txt no contiene la única línea que imprime busy."
elif [ "$3" -ne 4 ]; then
    say "~/four.txt holds $3 lines of busy; it is to hold four." \
        "~/four.txt contiene $3 líneas de busy; tiene que contener cuatro."
elif [ "$4" -lt 150 ] || [ "$4" -lt $((2 * $2)) ]; then
    say "The four waited for $4 % of what they ran, alone it was $2 %: did they run at the same time?" \
        "Los cuatro esperaron un $4 % de lo que funcionaron; a solas fue un $2 %: ¿funcionaron a la vez?"
else
    echo "measure wait.alone=$2 %"
    echo "measure wait.four=$4 %"
    exit 0
fi
exit 1
