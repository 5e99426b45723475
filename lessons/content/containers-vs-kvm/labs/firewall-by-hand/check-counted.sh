#!/bin/sh
# Passes when a counter of the router's grows with a page from port 80, and not with one from 81.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
answer() { # answer FROM ADDRESS PORT: the last line of the page that is to be had there
    timeout 8 ip netns exec "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc $2 $3" 2>/dev/null | tail -n 1
}
[ -e /run/cables ] || exit 1

counters() { ip netns exec router nft list ruleset 2>/dev/null | sed -n 's/.*packets \([0-9]*\) bytes.*/\1/p' | tr '\n' ' '; }
before=$(counters)
if [ -z "$before" ]; then
    say "The router has no rule that counts yet. nft add rule … counter, by ip netns exec router." \
        "El router todavía no tiene ninguna regla que cuente. nft add rule … counter, con ip netns exec router."
    exit 1
fi
answer client 10.2.0.2 81 >/dev/null
middle=$(counters)
page=$(answer client 10.2.0.2 80)
after=$(counters)
if [ "$page" != "The shop is open." ]; then
    say "The client doesn't get the page of port 80 any more. Count, and let it pass." \
        "El cliente ya no recibe la página del puerto 80. Cuenta y deja pasar."
    exit 1
fi
grown=$(printf '%s\n%s\n%s\n' "$before" "$middle" "$after" | awk '
    NR == 1 { split($0, first) } NR == 2 { split($0, second) }
    NR == 3 { for (i = 1; i <= NF; i++) if (first[i] == second[i] && $i > second[i]) { print $i - second[i]; exit } }')
if [ -n "$grown" ]; then
    echo "measure net.packets=$grown packets"
    exit 0
elif [ "$before" = "$after" ]; then
    say "A page went from web to client, and no counter of the router's has grown." \
        "Una página fue de web a client, y ningún contador del router ha crecido."
else
    say "The counter also grows with what is not for port 80." \
        "El contador crece también con lo que no va al puerto 80."
fi
exit 1
