#!/bin/sh
# Passes when ~/pid1.txt names the process that has number 1 here, with or without its path.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

name=$(cat /proc/1/comm) && [ -n "$name" ] || exit 2
program=$(tr '\0' '\n' </proc/1/cmdline | head -n 1)
program=${program##*/}
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname pid1.txt -o -iname pid1 \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file pid1.txt in your home directory yet." \
        "Todavía no hay un archivo pid1.txt en tu directorio personal."
    exit 1
fi
words=$(head -c 4096 "$file" | tr -s '[:space:]"'\''`\0' '\n' | sed '/^$/d; s/^.*\///')
[ -n "$words" ] || {
    say "pid1.txt is there, but it is empty." "pid1.txt existe, pero está vacío."
    exit 1
}
found=no
for word in "$name" "$program"; do
    [ -n "$word" ] && printf '%s\n' "$words" | grep -qxF -- "$word" && found=yes
done
# The table of ps for one process has eight words; a list of all processes names no single one.
if [ "$found" = yes ] && [ "$(printf '%s\n' "$words" | wc -l)" -le 16 ]; then
    exit 0
elif [ "$found" = yes ]; then
    say "The name is in there, among many. Keep only the process that has number 1." \
        "El nombre está, pero entre muchos. Deja solo el proceso que tiene el número 1."
elif printf '%s\n' "$words" | grep -qixE 'systemd|init'; then
    say "Many full systems have that one as number 1. Look at what this machine has: /proc/1/comm." \
        "Muchos sistemas completos tienen ese como número 1. Mira qué tiene esta máquina: /proc/1/comm."
elif printf '%s\n' "$words" | grep -qixE 'bash|sh|tmux'; then
    say "That is your shell, or what it runs in; echo \$\$ shows that its number isn't 1." \
        "Ese es tu intérprete de órdenes, o aquello en lo que se ejecuta; echo \$\$ muestra que su número no es 1."
else
    say "pid1.txt names another process than the one that has number 1 here." \
        "pid1.txt nombra un proceso que no es el que tiene aquí el número 1."
fi
exit 1
