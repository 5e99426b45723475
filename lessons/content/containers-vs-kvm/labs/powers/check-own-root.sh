#!/bin/sh
# Passes when /root/own.txt holds the map of user 1000's own namespace, and a refusal of its root.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/root/own.txt
if [ ! -s "$file" ]; then
    say "There is no own.txt in /root yet." "Todavía no hay un own.txt en /root."
    exit 1
fi
text=$(head -c 4096 "$file")
if ! printf '%s\n' "$text" | grep -qE '^ *0 +1000 +1 *$'; then
    say "The map isn't that of user 1000's own namespace: cat /proc/self/uid_map inside of it." \
        "El mapa no es el del espacio propio del usuario 1000: cat /proc/self/uid_map dentro de él."
elif ! printf '%s\n' "$text" | grep -qi '^CapEff:[[:space:]]*0*1ffffffffff'; then
    say "Add the line CapEff of that root: it has all of them." \
        "Añade la línea CapEff de ese root: las tiene todas."
elif ! printf '%s\n' "$text" | grep -q '^date: cannot set date: Operation not permitted'; then
    say "Now let that root try to set the clock, and keep what date says." \
        "Que ese root intente ahora poner el reloj, y guarda lo que dice date."
else
    exit 0
fi
exit 1
