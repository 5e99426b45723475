#!/bin/sh
# Passes when ~/carried on box holds a line that says of itself, by its checksum, that it arrived
# whole: eight digits, and what cksum says of them.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if [ ! -r /home/learner/carried ]; then
    say "There is no file carried on box yet." "Todavía no hay un archivo carried en box."
    exit 1
fi
line=$(head -c 4096 /home/learner/carried | grep -oE '[0-9a-f]{8} [0-9]+' | head -n 1)
if [ -z "$line" ]; then
    say "carried does not hold the line: eight digits, a space, and the checksum." \
        "carried no contiene la línea: ocho cifras, un espacio y la suma."
    exit 1
fi
sum=$(printf %s "${line% *}" | cksum | cut -d ' ' -f 1)
[ "$sum" = "${line#* }" ] && exit 0
say "The line did not arrive whole: its checksum is another." \
    "La línea no ha llegado entera: su suma es otra."
exit 1
