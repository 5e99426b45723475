#!/bin/sh
# Passes when the program counter counts: its number grows, and it is the one that writes it.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

read -r before writer </run/counter 2>/dev/null
sleep 2
read -r after again </run/counter 2>/dev/null
if [ -n "$before" ] && [ -n "$again" ] && [ "$writer" = "$again" ] && [ "$((after - before))" -ge 3 ] &&
    [ "$(cat "/proc/$again/comm" 2>/dev/null)" = counter ]; then
    exit 0
fi
if [ -z "$(pgrep -x counter)" ] && ! pgrep -f /usr/local/bin/counter >/dev/null && ! pgrep -f 'exec counter' >/dev/null; then
    say "The program counter isn't running: start-counter starts it." \
        "El programa counter no se está ejecutando: start-counter lo inicia."
else
    say "The program counter is there and does not count at its pace. What is it waiting for, or who holds it?" \
        "El programa counter está ahí y no cuenta a su ritmo. ¿A qué espera, o quién lo retiene?"
fi
exit 1
