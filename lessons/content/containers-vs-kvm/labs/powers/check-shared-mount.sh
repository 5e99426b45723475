#!/bin/sh
# Passes when a process in another mount namespace shares a mount at /mnt with this one.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

here=$(readlink /proc/1/ns/mnt) || exit 2
# A process for each of the other mount namespaces; one program for all, since forks take long here.
others() {
    find /proc/[0-9]*/ns/mnt -maxdepth 0 -printf '%h %l\n' 2>/dev/null |
        awk -v here="$here" '$2 != here && !seen[$2]++ { sub("/ns$", "", $1); print $1 }'
}
peers() { awk '$5 == "/mnt" { for (i = 7; $i != "-" && i < NF; i++) if ($i ~ /^shared:/) print $i }' "$1/mountinfo" 2>/dev/null; }
mine=$(peers /proc/1)
for process in $(others); do
    for peer in $(peers "$process"); do
        for own in $mine; do
            [ "$peer" = "$own" ] && exit 0
        done
    done
done
if [ -n "$mine" ]; then
    say "The mount at /mnt is shared, but no process in another mount namespace has it." \
        "El montaje de /mnt es compartido, pero ningún proceso de otro espacio de montaje lo tiene."
elif grep -q ' /mnt ' /proc/1/mountinfo; then
    say "Something is mounted at /mnt, and it isn't shared: it was made before the root was." \
        "Hay algo montado en /mnt, y no es compartido: se hizo antes que la raíz lo fuera."
else
    say "No mount has come out to /mnt yet. Share the root, and let the namespace leave that unchanged." \
        "Todavía no ha salido ningún montaje a /mnt. Comparte la raíz y haz que el espacio lo deje como está."
fi
exit 1
