#!/bin/sh
# Passes when ~/one.qcow2 stands on ~/base.qcow2 and owns a little that was written to it.
export LC_ALL=C PATH=/usr/bin:/bin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
info=$(timeout 3 qemu-img info -U --output=json one.qcow2 2>/dev/null)
case $info in
*'"backing-filename": "base.qcow2"'* | *'"full-backing-filename": "/home/learner/base.qcow2"'*) ;;
'')
    say "There is no one.qcow2 that can be opened in your home directory yet." \
        "Todavía no hay un one.qcow2 que se pueda abrir en tu directorio personal."
    exit 1
    ;;
*)
    say "one.qcow2 stands on no other disk: create it with -b base.qcow2 -F qcow2." \
        "one.qcow2 no se apoya en otro disco: créalo con -b base.qcow2 -F qcow2."
    exit 1
    ;;
esac
owned() { timeout 3 qemu-img map -U --output=json "$1" | tr '{' '\n' | awk -F'[:,]' '/"depth": 0/ && /"data": true/ { for (i = 1; i < NF; i++) if ($i ~ /"length"/) s += $(i + 1) } END { print s + 0 }'; }
below=$(owned base.qcow2) || exit 2
mine=$(owned one.qcow2) || exit 2
if [ "$below" -lt 1048576 ]; then
    say "base.qcow2 is empty. Write a few megabytes to it first, so that there is something below." \
        "base.qcow2 está vacío. Escribe antes en él unos megabytes, para que debajo haya algo."
elif [ "$mine" -eq 0 ]; then
    say "one.qcow2 owns nothing yet: write 512 bytes to it with qemu-io." \
        "one.qcow2 aún no posee nada: escribe en él 512 bytes con qemu-io."
elif [ "$mine" -gt 1048576 ]; then
    say "More than 512 bytes were written to one.qcow2. Create it anew, and write once." \
        "En one.qcow2 se ha escrito más de 512 bytes. Créalo de nuevo y escribe una vez."
else
    awk -v n="$mine" 'BEGIN { printf "measure qcow2.copied=%d KiB\n", n / 1024 }'
    exit 0
fi
exit 1
