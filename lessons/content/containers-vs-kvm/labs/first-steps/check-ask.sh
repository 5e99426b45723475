#!/bin/sh
# Passes when ~/answer.txt holds what the server of the user checks says.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

# The port on which a server of the user checks listens, as the kernel lists it (0A is LISTEN).
port_of() { awk '$4 == "0A" && $8 == 2000 { split($2, at, ":"); print at[2] }' /proc/net/tcp | while read -r hex; do printf '%d\n' "0x$hex"; done | head -n 1; }

port=$(port_of)
[ -n "$port" ] || exit 2
answer=$(timeout 2 bash -c 'cat <"/dev/tcp/127.0.0.1/$1"' - "$port" | tr -d '\r\n')
[ -n "$answer" ] || exit 2
file=$(file_of answer)
if [ -z "$file" ]; then
    say "There is no file answer.txt in your home directory yet." \
        "Todavía no hay un archivo answer.txt en tu directorio personal."
elif head -c 4096 "$file" | grep -qxF "$answer"; then
    exit 0
elif head -c 4096 "$file" | grep -qi 'refused\|rechazad'; then
    say "The kernel refused: nobody listens on the port that you named. Take the number from port.txt." \
        "El núcleo la rechazó: en el puerto que indicaste no escucha nadie. Usa el número de port.txt."
else
    say "answer.txt doesn't hold what the server says. Send what cat reads from the port into it." \
        "answer.txt no contiene lo que dice el servidor. Envía a él lo que cat lee del puerto."
fi
exit 1
