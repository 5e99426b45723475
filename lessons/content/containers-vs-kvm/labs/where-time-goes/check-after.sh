#!/bin/sh
# Passes when ~/after.txt is a profile of dd without random numbers: it reads /dev/zero and writes.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

folded=$(head -c 1000000 ~/after.txt 2>/dev/null | grep -E '^dd;.* [0-9]+$')
set -- $(echo "$folded" | awk '/vfs_write/ { wrote += $NF } /get_random_bytes_user/ { random += $NF } /vfs_read.*(read_zero|iter_zero|clear_user)/ { zero += $NF } END { print wrote + 0, random + 0, zero + 0 }')
if [ "$2" -gt 0 ]; then
    say "In ~/after.txt dd is still met in making random numbers, $2 times." \
        "En ~/after.txt dd sigue apareciendo fabricando números al azar, $2 veces."
elif [ "$1" -lt 3 ] || [ "$3" -lt 1 ]; then
    say "~/after.txt doesn't show dd reading zeros and writing them. Take the same command as before, with /dev/zero." \
        "~/after.txt no muestra a dd leyendo ceros y escribiéndolos. Toma la orden de antes, con /dev/zero."
else
    exit 0
fi
exit 1
