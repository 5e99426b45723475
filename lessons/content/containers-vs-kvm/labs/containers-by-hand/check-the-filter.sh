#!/bin/sh
# Passes when the containers filtered and unfiltered have made the same row of system calls, one with
# Docker's filter and one without; measures what a call took in each, by what time printed.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

measured=
for name in filtered unfiltered; do
    found=$(docker inspect --format \
        '{{.State.Status}} {{.State.ExitCode}} {{.HostConfig.SecurityOpt}} {{.Path}}{{range .Args}} {{.}}{{end}}' \
        "$name" 2>/dev/null)
    if [ -z "$found" ]; then
        say "There is no container $name yet." "Todavía no hay un contenedor $name."
        exit 1
    fi
    case $name in filtered) wanted='\[\]' ;; *) wanted='\[seccomp=unconfined\]' ;; esac
    if ! echo "$found" | grep -q "^exited 0 $wanted time dd "; then
        say "$name has not ended well as time dd, $([ "$name" = filtered ] && echo with the filter || echo without it): $found." \
            "$name no ha terminado bien como time dd, $([ "$name" = filtered ] && echo con el filtro || echo sin él): $found."
        exit 1
    fi
    count=$(echo "$found" | tr ' ' '\n' | sed -n 's/^count=\([0-9]*\)$/\1/p')
    if [ "${count:-0}" -lt 100000 ] || ! echo "$found" | grep -q ' bs=1 \| bs=1$'; then
        say "$name has to copy single bytes, a hundred thousand at least: bs=1 count=100000." \
            "$name tiene que copiar bytes sueltos, cien mil como mínimo: bs=1 count=100000."
        exit 1
    fi
    # "real    0m 0.30s": a read and a write for each byte.
    took=$(docker logs "$name" 2>&1 | awk '$1 == "real" { sub("m", "", $2); sub("s", "", $3); print $2 * 60 + $3 }')
    [ -n "$took" ] || exit 2
    measured="$measured
measure call.$name=$(awk -v took="$took" -v count="$count" 'BEGIN { printf "%.0f", took / count / 2 * 1e9 }') ns"
done
echo "$measured" | sed 1d
