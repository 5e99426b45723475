#!/bin/sh
# Passes when ~/price.txt holds the time of a system call in ns, within a factor of three
# beside what five rounds take here.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r price.txt ]; then
    say "There is no price.txt in your home directory yet." \
        "Todavía no hay un price.txt en tu directorio personal."
    exit 1
fi
said=$(head -c 4096 price.txt | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
if [ -z "$said" ]; then
    say "There is no number in price.txt." "En price.txt no hay ningún número."
    exit 1
fi
# Five rounds: in one the host may have had something else to do, in all five seldom.
set -- $(perl -MTime::HiRes=time -e 'print join " ", sort { $a <=> $b } map {
    $t = time; getppid for 1 .. 10000; sprintf "%.0f", (time - $t) * 100000 } 1 .. 5') || exit 2
[ $# = 5 ] && [ "$1" -gt 0 ] || exit 2
price=$3
if [ "${#said}" -le 9 ] && [ "$said" -le $(($5 * 3)) ] && [ "$1" -le $((said * 3)) ]; then
    echo "measure gvisor.call=$price ns"
    exit 0
fi
say "price.txt says $said; measured just now, it is about $price nanoseconds." \
    "price.txt dice $said; medido ahora mismo, son unos $price nanosegundos."
exit 1
