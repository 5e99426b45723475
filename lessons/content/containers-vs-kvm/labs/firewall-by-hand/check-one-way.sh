#!/bin/sh
# Passes when client reaches web's port 80, and web reaches no port of client, from no port of its own.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
answer() { # answer FROM ADDRESS PORT: the last line of the page that is to be had there
    timeout 8 ip netns exec "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc $2 $3" 2>/dev/null | tail -n 1
}
[ -e /run/cables ] || exit 1

if [ "$(answer client 10.2.0.2 80)" != "The shop is open." ]; then
    say "The client doesn't get the page of port 80. Its packets have to pass, and the answers, too." \
        "El cliente no recibe la página del puerto 80. Tienen que pasar sus paquetes y también las respuestas."
    exit 1
fi
if [ -n "$(answer client 10.2.0.2 81)" ]; then
    say "The client still gets the page of port 81. Nothing but new connections to port 80 should pass." \
        "El cliente sigue recibiendo la página del puerto 81. Solo deberían pasar conexiones nuevas al puerto 80."
    exit 1
fi
# A port of client that no rule can know.
port=$((20000 + $$ % 20000))
(while :; do echo reached | timeout 30 ip netns exec client busybox nc -l -p "$port" >/dev/null 2>&1 || exit; done) &
listener=$!
hide() { ip netns exec web nft delete table ip virtlearn-check 2>/dev/null; }
trap 'hide; kill $listener 2>/dev/null; pkill -f "nc -l -p $port"' EXIT
try() { timeout 8 ip netns exec "$1" sh -c "timeout 3 busybox nc $2 $port </dev/null" 2>/dev/null; }
sleep 0.5
[ "$(try client 127.0.0.1)" = reached ] || exit 2
sleep 0.3
if [ -n "$(try web 10.1.0.2)" ]; then
    say "web reaches a port of the client, number $port. Make drop the policy of the chain, so that only what a rule accepts will pass." \
        "web llega a un puerto del cliente, el $port. Que la política de la cadena sea drop, para que solo pase lo que una regla acepta."
    exit 1
fi
# The same connection, which seems to come from web's port 80.
hide
ip netns exec web nft -f - <<'RULES' || exit 2
table ip virtlearn-check {
    chain out {
        type nat hook postrouting priority srcnat;
        ip daddr 10.1.0.2 tcp dport 20000-40000 snat to 10.2.0.2:80
    }
}
RULES
if [ -n "$(try web 10.1.0.2)" ]; then
    say "web reaches every port of the client if it sends from port 80. Don't go by ports: ask ct state." \
        "web llega a cualquier puerto del cliente si envía desde el puerto 80. No te guíes por los puertos: pregunta por ct state."
    exit 1
fi
exit 0
