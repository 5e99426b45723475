#!/bin/sh
# Passes when ~/status.txt holds the exit status of a program that was ended by a fault of its own.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

file=/home/learner/status.txt
if [ ! -r "$file" ]; then
    say "There is no status.txt in your home directory on box yet." \
        "Todavía no hay un status.txt en tu directorio personal de box."
    exit 1
fi
status=$(head -c 4096 "$file" | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
case $status in
139) exit 0 ;;  # 128 and 11, SIGSEGV
134 | 135 | 136 | 132)
    say "That is the status of a fault too, of another kind. Signal 11 is the one asked for." \
        "También es el estado de un fallo, pero de otro tipo. Se pide la señal 11."
    ;;
11)
    say "That is the signal's number. A shell adds 128 to it: look at \$? right after the program." \
        "Ese es el número de la señal. El shell le suma 128: mira \$? justo después del programa."
    ;;
*)
    say "status.txt does not hold the status of a program that signal 11 has ended." \
        "status.txt no contiene el estado de un programa terminado por la señal 11."
    ;;
esac
exit 1
