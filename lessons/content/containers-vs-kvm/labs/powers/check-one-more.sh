#!/bin/sh
# Passes when /root/more.txt holds the numbers of user 1000 with one capability, and a line of /etc/shadow.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/root/more.txt
line=$(head -n 1 /etc/shadow) || exit 2
if [ ! -s "$file" ]; then
    say "There is no more.txt in /root yet." "Todavía no hay un more.txt en /root."
    exit 1
fi
text=$(head -c 4096 "$file" | tr '\t' ' ')
user=$(printf '%s\n' "$text" | awk '/^Uid:/ { print $3 }' | tail -n 1)
caps=$(printf '%s\n' "$text" | awk '/^CapEff:/ { print $2 }' | tail -n 1)
if [ "$user" != 1000 ]; then
    say "The line Uid of user 1000 is missing. Run all of it through setpriv --reuid 1000." \
        "Falta la línea Uid del usuario 1000. Ejecútalo todo con setpriv --reuid 1000."
elif [ "$caps" != 0000000000000004 ]; then
    say "Its CapEff isn't dac_read_search alone, which is bit 2." \
        "Su CapEff no es solo dac_read_search, que es el bit 2."
elif ! printf '%s\n' "$text" | grep -qxF "$line"; then
    say "The powers are right. Let the same process read the first line of /etc/shadow, too." \
        "Los poderes son los debidos. Que el mismo proceso lea también la primera línea de /etc/shadow."
else
    exit 0
fi
exit 1
