#!/bin/sh
# Passes when ~/port.txt holds the port on which the server of the user checks listens.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

# The port on which a server of the user checks listens, as the kernel lists it (0A is LISTEN).
port_of() { awk '$4 == "0A" && $8 == 2000 { split($2, at, ":"); print at[2] }' /proc/net/tcp | while read -r hex; do printf '%d\n' "0x$hex"; done | head -n 1; }

port=$(port_of)
[ -n "$port" ] || exit 2
file=$(file_of port)
if [ -z "$file" ]; then
    say "There is no file port.txt in your home directory yet." \
        "Todavía no hay un archivo port.txt en tu directorio personal."
    exit 1
fi
numbers=$(head -c 4096 "$file" | grep -oE '[0-9]+')
[ -n "$numbers" ] || {
    say "port.txt holds no number." "port.txt no contiene ningún número."
    exit 1
}
# The line of ss has eight numbers at most; a list of all ports names none.
if ! printf '%s\n' "$numbers" | grep -qx "$port"; then
    say "Nobody listens on that port. In the list of ss the port stands behind the address and a colon." \
        "En ese puerto no escucha nadie. En la lista de ss el puerto está detrás de la dirección y dos puntos."
elif [ "$(printf '%s\n' "$numbers" | wc -l)" -gt 24 ]; then
    say "The port is in there, among many numbers. Keep it alone." \
        "El puerto está, pero entre muchos números. Déjalo solo."
else
    exit 0
fi
exit 1
