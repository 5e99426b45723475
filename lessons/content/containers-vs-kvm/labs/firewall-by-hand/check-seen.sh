#!/bin/sh
# Passes when /root/dnat.txt is the rule of nft by which Docker sends the published port on.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/cables ] || exit 1

file=/root/dnat.txt
plain() { sed 's/counter packets [0-9]* bytes [0-9]*/counter/; s/# handle [0-9]*//; s/[[:space:]][[:space:]]*/ /g; s/^ //; s/ $//; /^$/d'; }
rules=$(nft list ruleset 2>/dev/null | grep ' dnat to ' | plain)
[ -n "$rules" ] || exit 2
if [ ! -s "$file" ]; then
    say "There is no dnat.txt in /root yet." "Todavía no hay un dnat.txt en /root."
    exit 1
fi
found=$(head -c 4096 "$file" | plain)
if [ "$(printf '%s\n' "$found" | wc -l)" != 1 ]; then
    say "dnat.txt should be one rule, on one line: that of port $(docker port kiosk 80 | head -n 1 | sed 's/.*://')." \
        "dnat.txt debería ser una regla, en una línea: la del puerto $(docker port kiosk 80 | head -n 1 | sed 's/.*://')."
elif printf '%s\n' "$rules" | grep -qxF -e "$found"; then
    exit 0
else
    say "nft lists no such rule. It is the one that ends in dnat to and an address: nft list chain ip nat DOCKER" \
        "nft no muestra ninguna regla así. Es la que termina en dnat to y una dirección: nft list chain ip nat DOCKER"
fi
exit 1
