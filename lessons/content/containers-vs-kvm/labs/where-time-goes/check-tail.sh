#!/bin/sh
# Passes when ~/requests.txt holds what many requests took, and ~/tail.txt their median and their
# 99th percentile; the places beside them count as well, since there are several definitions.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

took=$(head -c 65536 ~/requests.txt 2>/dev/null | grep -xE '[0-9]+\.[0-9]+' | sort -n)
count=$(echo "$took" | grep -c .)
if [ "$count" -lt 80 ] || [ "$(echo "$took" | uniq | wc -l)" -lt $((count / 3)) ]; then
    say "~/requests.txt doesn't hold what some hundred requests took. web has to run, with its port 80 as the machine's 8080." \
        "~/requests.txt no contiene lo que tardaron unas cien peticiones. web tiene que estar en marcha, con su puerto 80 como 8080 de la máquina."
    exit 1
fi
said=$(head -c 4096 ~/tail.txt 2>/dev/null | tr -cs '0-9.' ' ')
set -- $said
if [ $# -ne 2 ]; then
    say "~/requests.txt is there. Write two numbers into ~/tail.txt: the median and the 99th percentile." \
        "~/requests.txt está. Escribe dos números en ~/tail.txt: la mediana y el percentil 99."
    exit 1
fi
echo "$took" | awk -v median="$1" -v tail="$2" '
    { v[NR] = $1 }
    function near(said, part,  at, low, high) {
        at = part * NR; low = int(at) - 1; high = int(at) + 2
        if (low < 1) low = 1; if (high > NR) high = NR
        return said >= v[low] - 0.01 && said <= v[high] + 0.01
    }
    END {
        if (!near(median, 0.5)) exit 1
        if (!near(tail, 0.99)) exit 3
        printf "measure request.median=%.2f ms\nmeasure request.tail=%.2f ms\n", median, tail
    }'
case $? in
0) exit 0 ;;
1) say "The first number in ~/tail.txt isn't the median: as many are below it as above." \
       "El primer número de ~/tail.txt no es la mediana: por debajo hay tantos como por encima." ;;
*) say "The second number in ~/tail.txt isn't the 99th percentile: one in a hundred took longer." \
       "El segundo número de ~/tail.txt no es el percentil 99: uno de cada cien tardó más." ;;
esac
exit 1
