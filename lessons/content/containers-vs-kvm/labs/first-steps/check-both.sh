#!/bin/sh
# Passes when ~/both.txt holds what time said of sleep 2 | sleep 2; measures that itself, too.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
file_of() { find /home/learner /tmp -maxdepth 1 -type f \( -iname "$1.txt" -o -iname "$1" \) 2>/dev/null | head -n 1; }

file=$(file_of both)
if [ -z "$file" ]; then
    say "There is no file both.txt in your home directory yet." \
        "Todavía no hay un archivo both.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 4096 "$file")
real=$(printf '%s\n' "$text" | sed -nE 's/^real[[:space:]]+([0-9]+)m([0-9]+)[.,]([0-9]+)s$/\1 \2.\3/p' | tail -n 1)
if [ -z "$real" ] || ! printf '%s\n' "$text" | grep -q '^sys'; then
    say "both.txt should hold the three lines that time prints: real, user and sys. They leave through stream 2, and the braces belong to the line." \
        "both.txt debería contener las tres líneas que imprime time: real, user y sys. Salen por el flujo 2, y las llaves forman parte de la línea."
    exit 1
fi
if ! printf '%s\n' "$real" | awk '{ s = $1 * 60 + $2; exit !(s >= 1.9 && s < 3.9) }'; then
    say "Another duration than that of sleep 2 | sleep 2 stands behind real." \
        "Detrás de real hay otra duración que la de sleep 2 | sleep 2."
    exit 1
fi
begin=$(date +%s%N)
sleep 2 | sleep 2 || exit 2
end=$(date +%s%N)
awk -v ns="$((end - begin))" 'BEGIN { printf "measure pipe.both=%.2f s\n", ns / 1e9 }'
exit 0
