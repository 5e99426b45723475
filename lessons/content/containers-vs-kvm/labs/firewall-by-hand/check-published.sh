#!/bin/sh
# Passes when the router translates its own port 8080 to port 80 of web.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
answer() { # answer FROM ADDRESS PORT: the last line of the page that is to be had there
    timeout 8 ip netns exec "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc $2 $3" 2>/dev/null | tail -n 1
}
[ -e /run/cables ] || exit 1

if [ "$(answer client 10.1.0.1 8080)" != "The shop is open." ]; then
    say "At 10.1.0.1:8080 the client doesn't get the page of the shop yet." \
        "En 10.1.0.1:8080 el cliente todavía no recibe la página de la tienda."
elif ! ip netns exec router cat /proc/net/nf_conntrack |
    grep -q 'src=10\.1\.0\.2 dst=10\.1\.0\.1 sport=[0-9]* dport=8080 src=10\.2\.0\.2 dst=10\.[12]\.0\.[12] sport=80 '; then
    say "A page came, but the router's list of connections has no translation: a program answered. Take dnat." \
        "Llegó una página, pero la lista de conexiones del router no tiene traducción: respondió un programa. Usa dnat."
else
    exit 0
fi
exit 1
