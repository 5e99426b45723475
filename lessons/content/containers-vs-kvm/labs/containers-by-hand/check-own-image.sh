#!/bin/sh
# Passes when the image hello stands on nginx's layers, and greeter runs from it and says hello.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

layers() { docker image inspect --format '{{join .RootFS.Layers " "}}' "$1" 2>/dev/null; }
theirs=$(layers nginx) || exit 2
ours=$(layers hello)
case "$ours" in
    "")
        say "There is no image hello yet." "Todavía no hay ninguna imagen hello."
        exit 1
        ;;
    "$theirs") ;;
    "$theirs "*) ;;
    *)
        say "The image hello does not stand on nginx." "La imagen hello no se apoya en nginx."
        exit 1
        ;;
esac
set -- $(docker inspect --format \
    '{{.State.Running}} {{.Config.Image}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' greeter 2>/dev/null)
if [ "$1 $2" != "true hello" ]; then
    say "The image is there. No container greeter of it is running." \
        "La imagen está. No hay en ejecución ningún contenedor greeter de ella."
    exit 1
fi
busybox wget -q -O - "http://$3/" 2>/dev/null | grep -qi hello && exit 0
say "greeter runs, but the page that it serves does not say hello." \
    "greeter se ejecuta, pero la página que sirve no dice hello."
exit 1
