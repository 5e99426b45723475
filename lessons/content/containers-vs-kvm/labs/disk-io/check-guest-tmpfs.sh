#!/bin/sh
# Passes when a file of 2 MB in /tmp was read in 500 pieces. Measures such reads itself.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/tmp/file
if [ ! -f "$file" ] || [ "$(stat -c %s "$file")" -lt 2048000 ] || [ "$(stat -f -c %T "$file")" != tmpfs ]; then
    say "There is no /tmp/file of 2,048,000 bytes yet." "Todavía no hay un /tmp/file de 2 048 000 bytes."
    exit 1
fi
if ! grep -q '500+0 records in' /root/tmpfs.txt 2>/dev/null || ! grep -q '^real' /root/tmpfs.txt; then
    say "Keep in /root/tmpfs.txt what dd and time say of 500 reads of it." \
        "Guarda en /root/tmpfs.txt lo que dicen dd y time de 500 lecturas suyas."
    exit 1
fi
bash -c 'began=$EPOCHREALTIME
dd if=/tmp/file of=/dev/null bs=4k count=500 2>/dev/null || exit 2
echo "$began $EPOCHREALTIME"' | awk 'NF == 2 { printf "measure io.tmpfs.vm=%.1f µs\n", ($2 - $1) * 1e6 / 500; found = 1 } END { exit !found * 2 }'
