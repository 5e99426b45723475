#!/bin/sh
# Passes when ~/after.txt is a new profile of dd that writes, without random numbers: one that is
# more than lines taken over from the first.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

folded=$(head -c 1000000 ~/after.txt 2>/dev/null | grep -E '^dd;.* [0-9]+$')
set -- $(echo "$folded" | awk '/vfs_write/ { wrote += $NF } /get_random_bytes_user/ { random += $NF } END { print wrote + 0, random + 0 }')
if [ "$2" -gt 0 ]; then
    say "In ~/after.txt dd is still met in making random numbers, $2 times." \
        "En ~/after.txt dd sigue apareciendo fabricando números al azar, $2 veces."
elif [ "$1" -lt 3 ]; then
    say "~/after.txt doesn't show dd writing. Take the same command as before, with /dev/zero." \
        "~/after.txt no muestra a dd escribiendo. Toma la orden de antes, con /dev/zero."
elif ! echo "$folded" | grep -vxFf ~/folded.txt | grep -q .; then
    say "All that stands in ~/after.txt is taken from ~/folded.txt. Run dd again, with another source." \
        "Todo lo que hay en ~/after.txt viene de ~/folded.txt. Vuelve a ejecutar dd, con otro origen."
else
    exit 0
fi
exit 1
