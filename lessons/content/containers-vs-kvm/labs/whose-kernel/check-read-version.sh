#!/bin/sh
# Passes when ~/kernel.txt holds the line of /proc/version. White space doesn't count.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
squeeze() { tr -s '[:space:]' ' ' | sed 's/^ //; s/ $//'; }

real=$(squeeze </proc/version) && [ -n "$real" ] || exit 2
release=$(uname -r) && [ -n "$release" ] || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname kernel.txt -o -iname kernel \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file kernel.txt in your home directory yet." \
        "Todavía no hay un archivo kernel.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 4096 "$file" | squeeze) || exit 2
case $text in
*"$real"*)
    # The machine is minutes old; its kernel has been running for as long as the host.
    awk '{ printf "measure kernel.uptime=%d s\n", $1 }' /proc/uptime
    exit 0
    ;;
'')
    say "kernel.txt is there, but it is empty. Send what the command prints into it with >." \
        "kernel.txt existe, pero está vacío. Envía a él con > lo que imprime la orden."
    ;;
"$release")
    say "That is only the release. The task asks for the whole line of /proc/version." \
        "Eso es solo la versión. La tarea pide la línea entera de /proc/version."
    ;;
/proc/version)
    say "The file holds the path, not what is behind it: cat prints the content of a file." \
        "El archivo contiene la ruta, no lo que hay detrás: cat imprime el contenido de un archivo."
    ;;
*PRETTY_NAME* | *'Debian GNU/Linux'*)
    say "That is the name of the image's distribution: files. The kernel answers in /proc/version." \
        "Ese es el nombre de la distribución de la imagen: archivos. El núcleo responde en /proc/version."
    ;;
*"$release"*)
    say "Close: the release is there. Take the line of /proc/version itself, unchanged." \
        "Casi: la versión está ahí. Guarda la propia línea de /proc/version, sin cambios."
    ;;
*)
    say "kernel.txt holds something else than what /proc/version says here." \
        "kernel.txt contiene algo distinto de lo que dice aquí /proc/version."
    ;;
esac
exit 1
