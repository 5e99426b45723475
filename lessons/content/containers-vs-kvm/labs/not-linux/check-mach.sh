#!/bin/sh
# Passes when GNU Mach has come as far as it can, and ~/mach.txt holds the line with its version.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

booted=
for home in /tmp/vm/*/; do
    grep -qs '"guest": "mach"' "$home/about.json" || continue
    grep -qs 'No bootstrap code loaded' "$home/1/log" && booted=$home
done
if [ -z "$booted" ]; then
    say "GNU Mach has not booted on hyper to its end yet. vm console NAME shows how far it is." \
        "GNU Mach todavía no ha arrancado hasta el final en hyper. vm console NOMBRE muestra por dónde va."
    exit 1
fi
version=$(tr -d '\r' <"$booted/1/log" | sed -n 's/^GNU Mach \([^[:space:]]*\).*/\1/p' | head -n 1)
[ -n "$version" ] || exit 2
if [ ! -r /home/learner/mach.txt ]; then
    say "It has booted. The line with its version is still missing in ~/mach.txt." \
        "Ha arrancado. Falta aún la línea con su versión en ~/mach.txt."
    exit 1
fi
head -c 4096 /home/learner/mach.txt | grep -qF "$version" && exit 0
say "mach.txt does not name the version of GNU Mach. vm log NAME prints the whole boot log." \
    "mach.txt no nombra la versión de GNU Mach. vm log NOMBRE muestra todo el registro de arranque."
exit 1
