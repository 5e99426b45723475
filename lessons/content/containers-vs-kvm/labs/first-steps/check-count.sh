#!/bin/sh
# Passes when ~/count.txt holds how many names are in /usr/bin, and nothing else.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

real=$(ls /usr/bin | wc -l) && [ "$real" -gt 0 ] || exit 2
hidden=$(ls -A /usr/bin | wc -l)
file=$(file_of count)
if [ -z "$file" ]; then
    say "There is no file count.txt in your home directory yet." \
        "Todavía no hay un archivo count.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 4096 "$file" | tr -s '[:space:]' ' ' | sed 's/^ //; s/ $//')
case $text in
"$real" | "$hidden") exit 0 ;;
'')
    say "count.txt is there, but it is empty." "count.txt existe, pero está vacío."
    ;;
"$((real + 1))")
    say "One too many: ls -l prints a line with a total first. Take ls without -l." \
        "Sobra uno: ls -l imprime antes una línea con el total. Usa ls sin -l."
    ;;
*[!0-9]*)
    say "count.txt should hold a number alone. The program wc with the option -l counts lines." \
        "count.txt debería contener solo un número. El programa wc con la opción -l cuenta líneas."
    ;;
*)
    say "That isn't the number of names in /usr/bin. Let wc -l count what ls prints." \
        "Ese no es el número de nombres que hay en /usr/bin. Deja que wc -l cuente lo que imprime ls."
    ;;
esac
exit 1
