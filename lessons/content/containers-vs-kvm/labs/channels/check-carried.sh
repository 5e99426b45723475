#!/bin/sh
# Passes when ~/carried on box holds a line that was made in guest and arrived whole: the time at which
# that kernel started, which isn't this one's, eight digits, and what cksum says of both.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

here=$(awk '$1 == "btime" { print $2 }' /proc/stat)
[ -n "$here" ] || exit 2
if [ ! -r /home/learner/carried ]; then
    say "There is no file carried on box yet." "Todavía no hay un archivo carried en box."
    exit 1
fi
line=$(head -c 4096 /home/learner/carried | grep -oE '[0-9]{9,} [0-9a-f]{8} [0-9]+' | head -n 1)
if [ -z "$line" ]; then
    say "carried does not hold the line: the start of a kernel, eight digits, and the checksum." \
        "carried no contiene la línea: el inicio de un núcleo, ocho cifras y la suma."
    exit 1
fi
sum=$(printf %s "${line% *}" | cksum | cut -d ' ' -f 1)
started=${line%% *}
apart=$((started > here ? started - here : here - started))
if [ "$sum" != "${line##* }" ]; then
    say "The line did not arrive whole: its checksum is another." \
        "La línea no ha llegado entera: su suma es otra."
elif [ "$apart" -le 2 ]; then
    say "That line was made on the kernel of box: it names its start. Make it in guest." \
        "Esa línea se hizo en el núcleo de box: nombra su inicio. Hazla en guest."
else
    exit 0
fi
exit 1
