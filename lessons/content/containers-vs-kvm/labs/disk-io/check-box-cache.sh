#!/bin/sh
# Passes when ~/cached.txt is what dd says of 500 reads, in less than a third of the time past the
# cache. Measures such reads itself.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/cached.txt
if [ ! -s "$file" ]; then
    say "There is no cached.txt in your home folder yet." "Todavía no hay un cached.txt en tu carpeta personal."
    exit 1
fi
if ! grep -qx '500+0 records in' "$file"; then
    say "It should be what dd says of 500 reads: count=500." "Debería ser lo que dice dd de 500 lecturas: count=500."
    exit 1
fi
seconds() { sed -n 's/.* copied, \([0-9.e-]*\) s, .*/\1/p' | tail -n 1; }
direct=$(seconds </home/learner/direct.txt)
if ! seconds <"$file" | awk -v direct="$direct" '{ found = $1 * 3 < direct } END { exit !found }'; then
    say "From the cache they take a small part of the time: without iflag=direct, and read it twice." \
        "Desde la caché tardan una pequeña parte: sin iflag=direct, y léelo dos veces."
    exit 1
fi
for _ in 1 2 3; do dd if=/usr/bin/perl of=/dev/null bs=4k count=500 2>&1 | seconds; done |
    sort -g | awk 'NR == 1 { printf "measure io.cache.container=%.1f µs\n", $1 * 1e6 / 500; found = 1 } END { exit !found * 2 }'
