#!/bin/sh
# Passes when ~/pidns.txt holds the inode number of the machine's PID namespace, bare or as pid:[…].
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
inode() { readlink "/proc/self/ns/$1" 2>/dev/null | tr -cd '0-9'; }

real=$(inode pid)
[ -n "$real" ] || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname pidns.txt -o -iname pidns \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file pidns.txt in your home directory yet." \
        "Todavía no hay un archivo pidns.txt en tu directorio personal."
    exit 1
fi
numbers=$(head -c 4096 "$file" | tr -cs '0-9' '\n' | grep -E '^[0-9]{6,}$' | sort -u)
if [ "$numbers" = "$real" ]; then
    exit 0
elif [ -z "$numbers" ]; then
    if [ -s "$file" ]; then
        say "There is no namespace number in pidns.txt. readlink prints where a link points; ls alone doesn't." \
            "En pidns.txt no hay ningún número de espacio de nombres. readlink imprime adónde apunta un enlace; ls a secas, no."
    else
        say "pidns.txt is there, but it is empty." "pidns.txt existe, pero está vacío."
    fi
elif printf '%s\n' "$numbers" | grep -qx "$real"; then
    say "The number is in there, beside others. Keep only that of the PID namespace." \
        "El número está, pero junto a otros. Deja solo el del espacio de nombres de PID."
else
    for kind in mnt uts ipc net user cgroup time; do
        if [ -n "$(inode $kind)" ] && printf '%s\n' "$numbers" | grep -qx "$(inode $kind)"; then
            say "That is the number of your $kind namespace. The task asks for pid." \
                "Ese es el número de tu espacio de nombres $kind. La tarea pide el de pid."
            exit 1
        fi
    done
    say "That number belongs to no namespace of this machine. Take it from /proc/self/ns/pid, here." \
        "Ese número no es de ningún espacio de nombres de esta máquina. Tómalo aquí de /proc/self/ns/pid."
fi
exit 1
