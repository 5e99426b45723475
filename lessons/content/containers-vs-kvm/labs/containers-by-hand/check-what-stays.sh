#!/bin/sh
# Passes when the volume notes holds a note, and a container reader has read it.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

place=$(docker volume inspect --format '{{.Mountpoint}}' notes 2>/dev/null)
if [ -z "$place" ]; then
    say "There is no volume notes yet." "Todavía no hay ningún volumen notes."
    exit 1
fi
if ! [ -s "$place/note" ]; then
    say "The volume is there. There is no file note in it, or an empty one." \
        "El volumen está. En él no hay un archivo note, o está vacío."
    exit 1
fi
found=$(docker inspect --format \
    '{{.State.Status}} {{.State.ExitCode}}{{range .Mounts}} {{.Name}}{{end}}' reader 2>/dev/null)
if [ "$found" = "exited 0 notes" ] && docker logs reader 2>/dev/null | grep -qxF "$(head -n 1 "$place/note")"; then
    exit 0
fi
say "No container reader has printed the note from the volume notes yet." \
    "Ningún contenedor reader ha mostrado todavía la nota del volumen notes."
exit 1
