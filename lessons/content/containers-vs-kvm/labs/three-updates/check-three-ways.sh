#!/bin/sh
# Passes when dir, file and image run: ~/site bound, ~/site/version bound, and nothing bound.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

found=$(docker inspect --format \
    '{{.Name}} {{.State.Running}}{{range .Mounts}} {{.Type}}:{{.Source}}:{{.Destination}}{{end}}' \
    dir file image 2>/dev/null)
for wanted in "/dir true bind:/root/site:/site" "/file true bind:/root/site/version:/version" \
    "/image true"; do
    echo "$found" | grep -qx "$wanted" && continue
    name=${wanted%% *} name=${name#/}
    if echo "$found" | grep -q "^/$name "; then
        say "The container $name is there, but it does not run, or with other binds: $(echo "$found" | grep "^/$name ")." \
            "El contenedor $name existe, pero no se ejecuta o tiene otros montajes: $(echo "$found" | grep "^/$name ")."
    else
        say "There is no container $name yet." "Todavía no hay un contenedor $name."
    fi
    exit 1
done
pid=$(docker inspect --format '{{.State.Pid}}' image)
[ -r "/proc/$pid/root/version" ] && exit 0
say "The container image runs from an image without the file /version." \
    "El contenedor image se ejecuta desde una imagen sin el archivo /version."
exit 1
