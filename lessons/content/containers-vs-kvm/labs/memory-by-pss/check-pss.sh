#!/bin/sh
# Passes when ~/pss.txt holds the sum of PSS, in kB, of the sleeps that run now, within a quarter; and
# reports what one takes by RSS and by PSS. Of a process of another user nobody may read that: one
# more sleep, the check's own, shares its pages with the others and stands for them.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

count=$(pgrep -c -u learner -x sleep)
sleep 60 &
own=$!
sleep 0.1
one=$(awk '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 } END { print rss, pss }' "/proc/$own/smaps_rollup")
kill "$own"
set -- "$count" $one
[ "${3:-0}" -gt 0 ] || exit 2
set -- "$1" $(($1 * $2)) $(($1 * $3))
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
    echo "measure process.rss=${one% *} kB"
    echo "measure process.pss=${one#* } kB"
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
