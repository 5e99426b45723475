#!/bin/sh
# Passes when ~/calls.txt holds how long dd copying 200,000 single bytes took here, as bash's
# or another `time` says it: a fifth is run again three times, and the figure must be of its size.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if [ "$(id -u)" = 0 ]; then file=/root/calls.txt kind=vm; else file=/home/learner/calls.txt kind=container; fi
if [ ! -r "$file" ]; then
    say "On $(hostname) there is no calls.txt in your home directory yet." \
        "En $(hostname) todavía no hay un calls.txt en tu directorio personal."
    exit 1
fi
# real 0m1.234s (bash), real 0m 1.23s (busybox), real 1.23 (time -p), 0:01.23elapsed (GNU), or seconds.
said=$(head -c 4096 "$file" | tr , . | awk '
    function ms(text, parts) {
        gsub(/s$/, "", text)
        return split(text, parts, /[m:]/) == 2 ? (parts[1] * 60 + parts[2]) * 1000 : text * 1000
    }
    /^real/ { sub(/^real[ \t]*/, ""); gsub(/ /, ""); print int(ms($0)); found = 1; exit }
    match($0, /[0-9:.]+elapsed/) { print int(ms(substr($0, RSTART, RLENGTH - 7))); found = 1; exit }
    /^[0-9]+\.[0-9]+ *s?$/ { alone = int($1 * 1000) }
    END { if (!found && alone) print alone }')
if [ -z "$said" ] || [ "$said" -le 0 ] || ! grep -q 200000 "$file"; then
    say "calls.txt on $(hostname) isn't what time and dd print for 200,000 bytes." \
        "El calls.txt de $(hostname) no es lo que escriben time y dd para 200 000 bytes."
    exit 1
fi
set -- $(for round in 1 2 3; do
    bash -c 'TIMEFORMAT=%R; time dd if=/dev/zero of=/dev/null bs=1 count=40000 2>/dev/null' 2>&1
done | sort -n | awk '{ print int($1 * 1000) + 1 }')
[ $# = 3 ] || exit 2
if [ "$said" -lt $(($1 * 5 / 3)) ] || [ "$said" -gt $(($3 * 5 * 3 + 50)) ]; then
    say "calls.txt says $said ms, which copying 200,000 bytes doesn't take on $(hostname). Run it again." \
        "calls.txt dice $said ms, y copiar 200 000 bytes no tarda eso en $(hostname). Ejecútalo otra vez."
    exit 1
fi
echo "measure call.$kind=$(($2 * 1000000 / 80000)) ns"
