#!/bin/sh
# Passes when a container named one runs from a bundle, started by an OCI runtime without an engine.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

state=$(runc state one 2>/dev/null || crun state one 2>/dev/null)
value() { echo "$state" | sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\",]*\).*/\1/p" | head -n 1; }
bundle=$(value bundle)
if [ -z "$state" ]; then
    say "No runtime knows a container named one. In the bundle's directory: runc run -d one" \
        "Ningún runtime conoce un contenedor llamado one. En el directorio del paquete: runc run -d one"
elif [ "$(value status)" != running ]; then
    say "The container one is there, and isn't running: does its config.json start a program that lasts?" \
        "El contenedor one está, pero no en marcha: ¿inicia su config.json un programa que dure?"
elif [ ! -s "$bundle/config.json" ]; then
    say "The bundle of one has no config.json any more." \
        "El paquete de one ya no tiene config.json."
elif [ "$(readlink "/proc/$(value pid)/ns/mnt")" = "$(readlink /proc/1/ns/mnt)" ]; then
    say "one sees the mounts of the machine; it is to have its own." \
        "one ve los montajes de la máquina; tiene que tener los suyos."
else
    exit 0
fi
exit 1
