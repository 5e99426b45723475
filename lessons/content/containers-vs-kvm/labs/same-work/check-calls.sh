#!/bin/sh
# Passes when ~/calls.txt holds what bash's `time` said of dd copying 200,000 single bytes here: a
# fifth is copied again, and the figure must be of its size. Reports nanoseconds a call: a read and
# a write for each byte.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

if [ "$(id -u)" = 0 ]; then file=/root/calls.txt kind=vm; else file=/home/learner/calls.txt kind=container; fi
if [ ! -r "$file" ]; then
    say "On $(hostname) there is no calls.txt in your home directory yet." \
        "En $(hostname) todavía no hay un calls.txt en tu directorio personal."
    exit 1
fi
said=$(head -c 4096 "$file" | tr , . | awk '/^real/ { split($2, t, /[ms]/); print int((t[1] * 60 + t[2]) * 1000); exit }')
if [ -z "$said" ] || [ "$said" -le 0 ] || ! grep -q '200000' "$file"; then
    say "calls.txt on $(hostname) isn't what time and dd print for 200,000 bytes." \
        "El calls.txt de $(hostname) no es lo que escriben time y dd para 200 000 bytes."
    exit 1
fi
seconds=$(bash -c 'TIMEFORMAT=%R; time dd if=/dev/zero of=/dev/null bs=1 count=40000 2>/dev/null' 2>&1) || exit 2
fifth=$(awk -v s="$seconds" 'BEGIN { print int(s * 1000) + 1 }')
if [ "$said" -lt $((fifth * 5 / 8)) ] || [ "$said" -gt $((fifth * 5 * 8 + 200)) ]; then
    say "calls.txt says $said ms, which copying 200,000 bytes doesn't take on $(hostname). Run it again." \
        "calls.txt dice $said ms, y copiar 200 000 bytes no tarda eso en $(hostname). Ejecútalo otra vez."
    exit 1
fi
echo "measure call.$kind=$((fifth * 1000000 / 80000)) ns"
