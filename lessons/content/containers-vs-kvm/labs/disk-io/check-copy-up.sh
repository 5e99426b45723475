#!/bin/sh
# Passes when a file of a lower layer was changed through an overlay, and so copied whole.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /tmp/ov 2>/dev/null || {
    say "There is no folder /tmp/ov yet." "Todavía no hay una carpeta /tmp/ov."
    exit 1
}
if ! grep -q ' /tmp/ov/all overlay ' /proc/mounts; then
    say "No overlay is mounted at /tmp/ov/all." "No hay ningún overlay montado en /tmp/ov/all."
    exit 1
fi
if [ ! -f low/big ] || [ "$(stat -c %s low/big)" -lt 4194304 ]; then
    say "The lower layer has no file big of 4 MiB: low/big." "La capa inferior no tiene un archivo big de 4 MiB: low/big."
    exit 1
fi
if [ ! -f up/big ]; then
    say "The upper layer is still without it: change all/big by a few bytes." \
        "La capa superior sigue sin él: cambia all/big en unos pocos bytes."
    exit 1
fi
if cmp -s low/big up/big || ! cmp -s up/big all/big || [ "$(stat -c %s up/big)" -lt 4194304 ]; then
    say "up/big isn't a changed copy of low/big that all/big shows." \
        "up/big no es una copia modificada de low/big que all/big muestre."
    exit 1
fi
du -k up/big | awk '{ printf "measure io.copied=%d KiB\n", $1 }'
