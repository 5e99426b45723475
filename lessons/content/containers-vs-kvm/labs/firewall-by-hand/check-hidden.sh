#!/bin/sh
# Passes when web sees the router's address in place of the client's.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
answer() { # answer FROM ADDRESS PORT: the last line of the page that is to be had there
    timeout 8 ip netns exec "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc $2 $3" 2>/dev/null | tail -n 1
}
[ -e /run/cables ] || exit 1

if [ "$(answer client 10.2.0.2 80)" != "The shop is open." ]; then
    say "The client doesn't get the page of port 80." "El cliente no recibe la página del puerto 80."
elif ! ip netns exec router cat /proc/net/nf_conntrack |
    grep -q 'src=10\.1\.0\.2 dst=10\.2\.0\.2 sport=[0-9]* dport=80 src=10\.2\.0\.2 dst=10\.2\.0\.1 sport=80 '; then
    say "web still sees the client's address, 10.1.0.2: docker logs web" \
        "web sigue viendo la dirección del cliente, 10.1.0.2: docker logs web"
else
    exit 0
fi
exit 1
