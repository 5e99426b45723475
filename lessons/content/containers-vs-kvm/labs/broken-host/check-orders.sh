#!/bin/sh
# Passes when /srv/orders takes another 64 KiB, and the order that was there is still there.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

if [ "$(cat /srv/orders/order-1.txt 2>/dev/null)" != 'two lamps' ]; then
    say "/srv/orders/order-1.txt has gone: the orders that are there must stay." \
        "Ha desaparecido /srv/orders/order-1.txt: los pedidos que había tienen que quedarse."
    exit 1
fi
if head -c 65536 /dev/zero 2>/dev/null >/srv/orders/.check && [ "$(stat -c %s /srv/orders/.check)" = 65536 ]; then
    rm -f /srv/orders/.check
    exit 0
fi
rm -f /srv/orders/.check 2>/dev/null
say "A new order can't be saved in /srv/orders yet. Space, the number of files, and the right to write are three different things." \
    "Aún no se puede guardar un pedido nuevo en /srv/orders. El espacio, el número de archivos y el permiso de escritura son tres cosas distintas."
exit 1
