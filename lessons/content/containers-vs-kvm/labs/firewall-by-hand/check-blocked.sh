#!/bin/sh
# Passes when the router alone keeps the client from port 81 of web, and from nothing else there.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
answer() { # answer FROM ADDRESS PORT: the last line of the page that is to be had there
    timeout 8 ip netns exec "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 busybox nc $2 $3" 2>/dev/null | tail -n 1
}
[ -e /run/cables ] || exit 1

foreign() { ip netns exec "$1" nft list tables 2>/dev/null | grep -v ' virtlearn-check$'; }
if [ "$(answer web 127.0.0.1 81)" != "The books of the shop." ]; then
    say "In web nobody answers at port 81 any more. It is to be kept from the client, not to be ended." \
        "En web ya no responde nadie en el puerto 81. Hay que impedirle el paso al cliente, no acabar con el servicio."
elif [ -n "$(foreign web)$(foreign client)" ]; then
    say "There are rules in the network of web or client. Whoever is root there can take them away: write them in the router." \
        "Hay reglas en la red de web o de client. Quien sea root ahí puede quitarlas: escríbelas en el router."
elif [ "$(answer client 10.2.0.2 80)" != "The shop is open." ]; then
    say "The client doesn't get the page of port 80. That one should stay open." \
        "El cliente no recibe la página del puerto 80. Ese debería seguir abierto."
elif [ -n "$(answer client 10.2.0.2 81)" ]; then
    say "The client still gets the page of port 81." "El cliente sigue recibiendo la página del puerto 81."
elif ! ip netns exec router nft list ruleset 2>/dev/null | grep -qwE 'drop|reject'; then
    say "No rule of the router's drops or rejects anything." "Ninguna regla del router descarta ni rechaza nada."
else
    exit 0
fi
exit 1
