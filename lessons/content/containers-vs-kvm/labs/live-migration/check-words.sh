#!/bin/sh
# Passes when ~/words.txt holds the number of words of the command line of a QEMU that runs: of its
# arguments, or of words between spaces, which are more where an argument has spaces in it.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

said=$(head -c 4096 /home/learner/words.txt 2>/dev/null | tr -cs '0-9' '\n' | sed '/^$/d' | head -n 1)
count=
for process in $(pgrep -u learner qemu-system); do
    [ -r "/proc/$process/cmdline" ] || continue
    count=$(tr -d '\n' <"/proc/$process/cmdline" | tr '\0' '\n' | wc -l)
    spaced=$(tr '\0' ' ' <"/proc/$process/cmdline" | wc -w)
    if [ "$said" = "$count" ] || [ "$said" = "$spaced" ]; then
        echo "measure setup.words=$count words"
        exit 0
    fi
done
if [ -z "$count" ]; then
    say "There is no machine that runs." "No hay ninguna máquina en marcha."
elif [ -z "$said" ]; then
    say "There is no words.txt with a number in your home directory yet." \
        "Todavía no hay un words.txt con un número en tu directorio personal."
else
    say "words.txt says $said, and no QEMU's command line has as many words." \
        "words.txt dice $said, y la línea de órdenes de ningún QEMU tiene tantas palabras."
fi
exit 1
