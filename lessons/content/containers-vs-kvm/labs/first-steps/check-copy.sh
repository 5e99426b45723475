#!/bin/sh
# Passes when ~/work/os-release is a copy of /etc/os-release.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -r /etc/os-release ] || exit 2
if [ ! -d /home/learner/work ]; then
    say "There is no directory work in your home directory yet: mkdir makes one." \
        "Todavía no hay un directorio work en tu directorio personal: mkdir crea uno."
elif [ ! -e /home/learner/work/os-release ]; then
    if [ -e /home/learner/os-release ]; then
        say "The copy lies beside the directory work, not in it. mv moves a file." \
            "La copia está al lado del directorio work, no dentro. mv mueve un archivo."
    else
        say "The directory is there. Now copy /etc/os-release into it with cp." \
            "El directorio ya está. Copia ahora en él /etc/os-release con cp."
    fi
elif cmp -s /etc/os-release /home/learner/work/os-release; then
    exit 0
else
    say "work/os-release is there, but it isn't what /etc/os-release holds." \
        "work/os-release existe, pero no contiene lo que hay en /etc/os-release."
fi
exit 1
