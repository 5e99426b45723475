#!/bin/sh
# Passes when ~/folded.txt is a profile of dd reading random numbers, and ~/culprit.txt names a
# function on the way to them in which dd was met in a fifth of its samples or more.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

folded=$(head -c 1000000 ~/folded.txt 2>/dev/null | grep -E '^dd;.* [0-9]+$')
set -- $(echo "$folded" | awk '{ all += $NF } /get_random_bytes_user/ { random += $NF } END { print all + 0, random + 0 }')
if [ "$1" -lt 20 ] || [ $((3 * $2)) -lt "$1" ]; then
    say "~/folded.txt holds $1 samples of dd, $2 of them on the way to random numbers. Let dd read /dev/urandom, some 25 MB." \
        "~/folded.txt contiene $1 muestras de dd, $2 de ellas camino de números al azar. Haz que dd lea de /dev/urandom, unos 25 MB."
    exit 1
fi
named=$(head -c 200 ~/culprit.txt 2>/dev/null | tr -d ' \n')
under=$(echo "$folded" | awk -v named="$named" '{ n = split($1, f, ";"); for (i = 2; i <= n; i++) if (f[i] == named) { met += $NF; break } } END { print met + 0 }')
if [ -z "$named" ]; then
    say "The profile is there. Name the function that the time goes into, in ~/culprit.txt." \
        "El perfil está. Nombra en ~/culprit.txt la función en la que se va el tiempo."
elif [ $((10 * under)) -ge $((9 * $1)) ]; then
    say "$named is in nearly every chain, since all calls pass it. Look further in: what is it called for?" \
        "$named está en casi todas las cadenas, porque por ella pasan todas las llamadas. Mira más adentro: ¿para qué se la llama?"
elif [ $((5 * under)) -lt "$1" ] || ! echo "$named" | grep -qE 'chacha|random'; then
    say "$named was met in $under of $1 samples of dd: more of the time goes into another one." \
        "$named apareció en $under de las $1 muestras de dd: más tiempo se va en otra."
else
    echo "measure profile.random=$((100 * $2 / $1)) %"
    exit 0
fi
exit 1
