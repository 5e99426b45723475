#!/bin/sh
# Passes when the memory of a guest, saved from outside, holds the word of ~/word.txt.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

word=$(head -c 200 /home/learner/word.txt 2>/dev/null | tr -d '\r' | grep -oE "[A-Za-z0-9-]{8,64}" | tail -n 1)
if [ -z "$word" ]; then
    say "There is no word.txt with a word of at least eight letters in your home directory yet." \
        "Todavía no hay un word.txt con una palabra de al menos ocho letras en tu directorio personal."
elif [ ! -s /tmp/memory ]; then
    say "The guest's memory is not saved in /tmp/memory yet: QMP's command is pmemsave." \
        "La memoria del invitado aún no está guardada en /tmp/memory: la orden de QMP es pmemsave."
elif [ "$(stat -c %s /tmp/memory)" -lt 67108864 ] || ! grep -qaF 'Linux version 6' /tmp/memory; then
    say "/tmp/memory isn't the whole memory of a guest that runs Linux. The machine has 80 MB: 83886080 bytes." \
        "/tmp/memory no es toda la memoria de un invitado con Linux. La máquina tiene 80 MB: 83886080 bytes."
elif ! grep -qaF -e "$word" /tmp/memory; then
    say "The word of word.txt isn't in that memory. Put it into the guest, then save the memory again." \
        "La palabra de word.txt no está en esa memoria. Ponla en el invitado y guarda la memoria otra vez."
else
    exit 0
fi
exit 1
