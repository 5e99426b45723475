#!/bin/sh
# Passes when web runs nginx, ~/page.html is what it serves, and ~/pid.txt its process out here.
# Measures how long a whole docker run takes.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

set -- $(docker inspect --format \
    '{{.State.Running}} {{.State.Pid}} {{.Config.Image}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' web 2>/dev/null)
if [ "$1 $3" != "true nginx" ]; then
    say "No container web of the image nginx is running." \
        "No hay en ejecución ningún contenedor web de la imagen nginx."
    exit 1
fi
if ! grep -q nginx ~/page.html 2>/dev/null; then
    say "web is running. The page that it serves is not in ~/page.html yet." \
        "web se ejecuta. La página que sirve no está todavía en ~/page.html."
    exit 1
fi
if [ "$(tr -cd 0-9 <~/pid.txt 2>/dev/null)" != "$2" ]; then
    say "~/pid.txt does not hold the number that process 1 of web has out here." \
        "~/pid.txt no contiene el número que tiene aquí fuera el proceso 1 de web."
    exit 1
fi
before=$(date +%s%N)
docker run --rm busybox true >/dev/null 2>&1 || exit 2
echo "measure docker.run=$((($(date +%s%N) - before) / 1000000)) ms"
