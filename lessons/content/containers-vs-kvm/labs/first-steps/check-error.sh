#!/bin/sh
# Passes when ~/error.txt holds the message of a program about /nowhere.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

[ ! -e /nowhere ] || exit 2
file=$(file_of error)
if [ -z "$file" ]; then
    say "There is no file error.txt in your home directory yet." \
        "Todavía no hay un archivo error.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 4096 "$file")
# The program that complains stands first; a sentence of one's own begins with no name and colon.
if printf '%s\n' "$text" | grep -qE '^[a-z/_-]+: .*/nowhere.*(No such file or directory|No existe el (archivo|fichero) o el directorio)'; then
    exit 0
elif [ -z "$text" ]; then
    say "error.txt is empty: messages about errors leave through stream 2, and 2> catches them." \
        "error.txt está vacío: los mensajes de error salen por el flujo 2, y 2> los recoge."
else
    say "error.txt doesn't hold what ls says of /nowhere. The message is wanted as the program wrote it." \
        "error.txt no contiene lo que dice ls de /nowhere. Se pide el mensaje tal como lo escribió el programa."
fi
exit 1
