#!/bin/sh
# Passes when root, confined to /srv/box, wrote there and was refused in /root.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/root/landlock.txt
if [ ! -s /srv/box/a ]; then
    say "There is no file a in /srv/box yet: the confined process may write there." \
        "Todavía no hay un archivo a en /srv/box: ahí sí puede escribir el proceso confinado."
elif [ ! -s "$file" ]; then
    say "There is no landlock.txt in /root yet. The shell outside opens it, so that it isn't confined." \
        "Todavía no hay un landlock.txt en /root. Lo abre el intérprete de fuera, que no está confinado."
elif ! head -c 4096 "$file" | grep -qx 0; then
    say "landlock.txt doesn't show that it was root who was refused: let id -u print its number." \
        "landlock.txt no muestra que fuera root a quien se le negó: que id -u imprima su número."
elif ! head -c 4096 "$file" | grep -qE '^[a-z]+: .*/root/b: Permission denied'; then
    say "landlock.txt holds no refusal to make /root/b." \
        "landlock.txt no contiene la negativa a crear /root/b."
elif [ -e /root/b ]; then
    say "/root/b is there, so somebody was allowed to make it. Remove it, and try again." \
        "/root/b existe, así que a alguien se le permitió crearlo. Bórralo e inténtalo otra vez."
else
    exit 0
fi
exit 1
