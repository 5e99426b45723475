#!/bin/sh
# Passes when ~/direct.txt is what dd says of 500 reads past the cache. Measures such reads itself.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/direct.txt
if [ ! -s "$file" ]; then
    say "There is no direct.txt in your home folder yet." "Todavía no hay un direct.txt en tu carpeta personal."
    exit 1
fi
if ! grep -qx '500+0 records in' "$file"; then
    say "It should be what dd says of 500 reads: count=500." "Debería ser lo que dice dd de 500 lecturas: count=500."
    exit 1
fi
seconds() { sed -n 's/.* copied, \([0-9.e-]*\) s, .*/\1/p' | tail -n 1; }
own=$(dd if=/usr/bin/perl of=/dev/null bs=4k count=500 iflag=direct 2>&1 | seconds)
[ -n "$own" ] || exit 2
if ! seconds <"$file" | awk -v own="$own" '{ found = $1 > own / 20 && $1 < own * 20 } END { exit !found }'; then
    say "Reads past the cache take another time here: iflag=direct." \
        "Las lecturas que evitan la caché tardan aquí otra cosa: iflag=direct."
    exit 1
fi
awk -v own="$own" 'BEGIN { printf "measure io.disk.container=%.1f µs\n", own * 1e6 / 500 }'
