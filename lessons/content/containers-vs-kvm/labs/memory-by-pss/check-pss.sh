#!/bin/sh
# Passes when ~/pss.txt holds the sum of PSS, in kB, of the sleeps that run now, within a quarter; and
# reports what they take by RSS and by PSS.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

sums=$(for process in $(pgrep -x sleep); do
    cat "/proc/$process/smaps_rollup" 2>/dev/null
done | awk '/^Rss:/ { rss += $2; count++ } /^Pss:/ { pss += $2 } END { print count + 0, rss + 0, pss + 0 }')
set -- $sums
if [ "$1" -lt 4 ]; then
    say "There are $1 processes named sleep; start at least four and let them run." \
        "Hay $1 procesos llamados sleep; arranca al menos cuatro y deja que sigan."
    exit 1
fi
if [ ! -r /home/learner/pss.txt ]; then
    say "There is no pss.txt in your home directory on box yet." \
        "Todavía no hay un pss.txt en tu directorio personal de box."
    exit 1
fi
said=$(head -c 4096 /home/learner/pss.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ -n "$said" ] && [ "$said" -ge $(($3 * 3 / 4)) ] && [ "$said" -le $(($3 * 5 / 4)) ]; then
    echo "measure memory.rss_each=$(($2 / $1)) kB"
    echo "measure memory.pss_each=$(($3 / $1)) kB"
    exit 0
fi
if [ -n "$said" ] && [ "$said" -ge $(($2 * 3 / 4)) ]; then
    say "That is about the sum of RSS, which counts a shared page once for each process." \
        "Eso se parece a la suma de RSS, que cuenta cada página compartida una vez por proceso."
else
    say "The sum of the lines Pss of these processes is another." \
        "La suma de las líneas Pss de esos procesos es otra."
fi
exit 1
