#!/bin/sh
# Passes when ~/refused.txt holds what the kernel says about ~/sector.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r refused.txt ]; then
    say "There is no file refused.txt on box yet." "Todavía no hay un archivo refused.txt en box."
    exit 1
fi
head -c 4096 refused.txt | grep -qi 'exec format error' && exit 0
say "refused.txt does not hold the kernel's refusal. What a program complains about goes to its second output: 2>." \
    "En refused.txt no está la negativa del núcleo. Las quejas de un programa van a su segunda salida: 2>."
exit 1
