#!/bin/sh
# Passes when ~/knob.txt holds the kernel's refusal and the learner's effective capabilities.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

effective=$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
[ -n "$effective" ] && [ -r /proc/sys/vm/swappiness ] || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname knob.txt -o -iname knob \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file knob.txt in your home directory yet." \
        "Todavía no hay un archivo knob.txt en tu directorio personal."
    exit 1
fi
refused=no powers=no
# The refusal that this kernel gives: who tries gets it with the name of the file, in one line.
refusal=$(sh -c 'echo 33 >/proc/sys/vm/swappiness' 2>&1)
case $refusal in
*'Read-only file system'*) words='read-only file system|solo lectura' ;;
*'Permission denied'*) words='permission denied|permiso denegado' ;;
*'Operation not permitted'*) words='operation not permitted|no permitida' ;;
*) exit 2 ;;
esac
head -c 8192 "$file" | grep -iE 'swappiness' | grep -qiE "$words" && refused=yes
head -c 8192 "$file" | grep -qiE "capeff:?[[:space:]]*$effective" && powers=yes

case $refused-$powers in
yes-yes) exit 0 ;;
yes-no)
    say "The refusal is there. Now add your shell's CapEff line from /proc/self/status, with >>." \
        "La negativa está. Añade ahora con >> la línea CapEff de tu intérprete, que está en /proc/self/status."
    ;;
no-yes)
    say "The capabilities are there. What is missing is the error message: it comes on standard error, so 2> catches it." \
        "Las capacidades están. Falta el mensaje de error: sale por la salida de error, así que se captura con 2>."
    ;;
*)
    if [ -s "$file" ]; then
        say "knob.txt holds neither a refusal nor the CapEff line of your shell." \
            "knob.txt no contiene ni una negativa ni la línea CapEff de tu intérprete."
    else
        say "knob.txt is empty: error messages take another way than >, they need 2>." \
            "knob.txt está vacío: los mensajes de error no van por >, necesitan 2>."
    fi
    ;;
esac
exit 1
