#!/bin/sh
# Passes when /root/less.txt holds chown's refusal for want of a power; says how many root has.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/root/less.txt
if [ ! -s "$file" ]; then
    say "There is no less.txt with a message in /root yet: messages leave through 2>." \
        "Todavía no hay en /root un less.txt con un mensaje: los mensajes salen por 2>."
elif head -c 4096 "$file" | grep -qE "^chown: changing ownership of .*: Operation not permitted"; then
    effective=$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
    count=$(printf '%s' "$effective" | fold -w 1 | awk '
        { n = index("0123456789abcdef", $1) - 1; while (n > 0) { s += n % 2; n = int(n / 2) } }
        END { print s + 0 }')
    echo "measure caps.root=$count capabilities"
    exit 0
elif head -c 4096 "$file" | grep -q 'Permission denied'; then
    say "That refusal is about the rights of a file. Let root try it, without the power to give files away." \
        "Esa negativa es por los permisos de un archivo. Que lo intente root, sin el poder de dar archivos."
else
    say "less.txt doesn't hold what chown says when it lacks the power." \
        "less.txt no contiene lo que dice chown cuando le falta el poder."
fi
exit 1
