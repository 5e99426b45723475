#!/bin/sh
# Passes when /root/note in the container is older than the start of its init.
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

init=$(lxc-info -n whole -p -H 2>/dev/null)
if [ -z "$init" ]; then
    say "The container whole is not running." "El contenedor whole no está en ejecución."
    exit 1
fi
note=/proc/$init/root/root/note
if ! [ -s "$note" ]; then
    say "There is no file /root/note in whole." "En whole no hay ningún archivo /root/note."
    exit 1
fi
# Its init began so many seconds after the kernel, whose beginning the clock knows.
ticks=$(sed 's/.*) //' "/proc/$init/stat" | cut -d ' ' -f 20)
began=$(($(sed -n 's/^btime //p' /proc/stat) + ticks / $(getconf CLK_TCK)))
[ "$(stat --format=%Y "$note")" -lt "$began" ] && exit 0
say "The note is there. whole has not been stopped and started since." \
    "La nota está. Desde entonces whole no se ha parado e iniciado."
exit 1
