#!/bin/sh
# Passes when ~/whose.txt names both the kernel's release and the image's distribution, in any order.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
lower() { tr '[:upper:]' '[:lower:]' | tr -s '[:space:]' ' '; }

release=$(uname -r | lower) && [ -n "$release" ] || exit 2
[ -r /etc/os-release ] || exit 2
ID='' VERSION_ID='' PRETTY_NAME=''
. /etc/os-release
pretty=$(printf %s "$PRETTY_NAME" | lower)
[ -n "$ID" ] && [ -n "$pretty" ] || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname whose.txt -o -iname whose \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file whose.txt in your home directory yet." \
        "Todavía no hay un archivo whose.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 8192 "$file" | lower) || exit 2
# A kernel's own line may name the distribution that built it: that is not the image's name.
image=$(head -c 8192 "$file" | grep -v 'Linux version' | lower)
kernel=no distribution=no
case $text in *"$release"*) kernel=yes ;; esac
case $image in
*"$pretty"*) distribution=yes ;;
*"$ID"*"$VERSION_ID"*) [ -n "$VERSION_ID" ] && distribution=yes ;;
esac

case $kernel-$distribution in
yes-yes) exit 0 ;;
yes-no)
    say "The kernel's release is there. What is missing is the distribution's name, from /etc/os-release." \
        "La versión del núcleo está. Falta el nombre de la distribución, que figura en /etc/os-release."
    ;;
no-yes)
    say "The distribution is there. What is missing is the kernel's release. A later > empties the file; >> adds to it." \
        "La distribución está. Falta la versión del núcleo. Un > posterior vacía el archivo; >> añade al final."
    ;;
*)
    if [ -z "$(printf %s "$text" | tr -d '[:space:]')" ]; then
        say "whose.txt is there, but it is empty." "whose.txt existe, pero está vacío."
    else
        say "whose.txt names neither the running kernel's release nor the image's distribution." \
            "whose.txt no nombra ni la versión del núcleo en ejecución ni la distribución de la imagen."
    fi
    ;;
esac
exit 1
