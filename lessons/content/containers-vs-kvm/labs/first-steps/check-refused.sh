#!/bin/sh
# Passes when ~/refused.txt holds the refusal and the line of ls -l about /etc/shadow.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

line=$(ls -l /etc/shadow) || exit 2
file=$(file_of refused)
if [ -z "$file" ]; then
    say "There is no file refused.txt in your home directory yet." \
        "Todavía no hay un archivo refused.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 4096 "$file")
refusal=no rights=no
printf '%s\n' "$text" | grep -qE '^[a-z/_-]+: .*/etc/shadow.*(Permission denied|Permiso denegado)' && refusal=yes
printf '%s\n' "$text" | tr -s ' ' | grep -qF -- "$(printf '%s\n' "$line" | tr -s ' ' | cut -d' ' -f1-5)" && rights=yes
case $refusal-$rights in
yes-yes) exit 0 ;;
yes-no)
    say "The refusal is there. Add with >> the line that ls -l prints of /etc/shadow: it says why." \
        "La negativa está. Añade con >> la línea que imprime ls -l de /etc/shadow: dice por qué."
    ;;
no-yes)
    say "The rights are there. What is missing is the message of cat, which leaves through stream 2." \
        "Los permisos están. Falta el mensaje de cat, que sale por el flujo 2."
    ;;
*)
    say "refused.txt holds neither the message of cat nor the line of ls -l about /etc/shadow." \
        "refused.txt no contiene ni el mensaje de cat ni la línea de ls -l sobre /etc/shadow."
    ;;
esac
exit 1
