#!/bin/sh
# Passes when ~/pid.txt holds the number of a sleep that the learner has running.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

pids=$(pgrep -x -u 1000 sleep)
file=$(file_of pid)
if [ -z "$pids" ]; then
    say "No sleep of yours is running. Start one with sleep 600 & and leave it." \
        "No tienes ningún sleep en marcha. Inicia uno con sleep 600 & y déjalo."
    exit 1
elif [ -z "$file" ]; then
    say "Your sleep runs. Save its number in pid.txt in your home directory." \
        "Tu sleep está en marcha. Guarda su número en pid.txt, en tu directorio personal."
    exit 1
fi
words=$(head -c 4096 "$file" | tr -s '[:space:]' '\n' | grep .)
[ "$(printf '%s\n' "$words" | wc -l)" -le 8 ] || {
    say "pid.txt holds a whole list. Keep the line of your sleep, or its number alone." \
        "pid.txt contiene una lista entera. Deja la línea de tu sleep, o solo su número."
    exit 1
}
for pid in $pids; do
    printf '%s\n' "$words" | grep -qx "$pid" && exit 0
done
say "pid.txt names no sleep that runs now. ps shows the number, in the column PID." \
    "pid.txt no nombra ningún sleep que esté en marcha. ps muestra el número, en la columna PID."
exit 1
