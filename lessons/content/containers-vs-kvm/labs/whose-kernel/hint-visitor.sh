#!/bin/sh
# Says what the file lacks, by what is in it.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname visitor.txt -o -iname visitor \) 2>/dev/null | head -n 1)
if [ -z "$file" ]; then
    say "Somebody is here whom you have not started. There is no file visitor.txt in your home directory yet." \
        "Hay alguien aquí que tú no has iniciado. Todavía no hay un archivo visitor.txt en tu directorio personal."
    exit 0
fi
number=$(head -c 4096 "$file" | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
name=
[ -n "$number" ] && name=$(cat "/proc/$number/comm" 2>/dev/null)
if [ -z "$number" ]; then
    say "There is no number in visitor.txt. ps shows it in the column PID." \
        "En visitor.txt no hay ningún número. ps lo muestra en la columna PID."
elif [ "$(head -c 4096 "$file" | grep -c .)" -gt 2 ]; then
    say "visitor.txt lists many processes. Keep only the number of the one called visitor." \
        "visitor.txt enumera muchos procesos. Deja solo el número del que se llama visitor."
elif [ -n "$name" ]; then
    say "$number is the number of the process $name. You are looking for the one called visitor." \
        "$number es el número del proceso $name. Buscas el que se llama visitor."
else
    say "No process has the number $number in this namespace now." \
        "Ningún proceso tiene ahora el número $number en este espacio de nombres."
fi
