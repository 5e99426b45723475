#!/bin/sh
# Passes when ~/limit.txt holds the memory limit of the machine's cgroup: in bytes, or with a unit.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

real=''
for candidate in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [ -r "$candidate" ] && real=$(cat "$candidate") && break
done
total=$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)
[ -n "$real" ] && [ -n "$total" ] || exit 2
file=$(find /home/learner /tmp -maxdepth 1 -type f \( -iname limit.txt -o -iname limit \) 2>/dev/null | head -n 1)

if [ -z "$file" ]; then
    say "There is no file limit.txt in your home directory yet." \
        "Todavía no hay un archivo limit.txt en tu directorio personal."
    exit 1
fi
text=$(head -c 1024 "$file" | tr '[:upper:][:space:]' '[:lower:] ' | tr -d ",_'")
[ -n "$(printf %s "$text" | tr -d ' ')" ] || {
    say "limit.txt is there, but it is empty." "limit.txt existe, pero está vacío."
    exit 1
}
# A number and its unit, wherever in the text the first one stands; MB is taken for MiB. Digits may
# stand in groups (134 217 728), yet the columns of free are numbers of their own.
verdict=$(printf '%s' "$text" | awk -v real="$real" -v total="$total" '
    {
        together = $0
        gsub(/ /, "", together)
        print judge(together) == "right" ? "right" : judge($0)
    }
    function judge(line, number, unit, factor, bytes) {
        if (real == "max" && index(line, "max")) return "right"
        if (!match(line, /[0-9]+(\.[0-9]+)?/)) return "none"
        number = substr(line, RSTART, RLENGTH)
        unit = substr(line, RSTART + RLENGTH)
        sub(/^ +/, "", unit)
        unit = substr(unit, 1, 1)
        factor = unit == "k" ? 1024 : unit == "m" ? 1048576 : unit == "g" ? 1073741824 : 1
        bytes = number * factor
        if (bytes == real) return "right"
        if (near(bytes, 0.01) || near(number * 1024, 0.01) || near(number * 1048576, 0.01)) return "host"
        if (near(number * 1073741824, 0.05)) return "host"
        if (factor == 1 && (number * 1048576 == real || number * 1024 == real)) return "unit"
        return "wrong"
    }
    function near(bytes, share) {
        return bytes > total * (1 - share) && bytes < total * (1 + share)
    }')

case $verdict in
right)
    case $real in
    *[!0-9]*) ;;
    *) echo "measure cgroup.memory_limit=$((real / 1048576)) MiB" ;;
    esac
    echo "measure host.meminfo=$((total / 1048576)) MiB"
    exit 0
    ;;
none)
    say "There is no number in limit.txt. The limit stands in a file under /sys/fs/cgroup." \
        "En limit.txt no hay ningún número. El límite figura en un archivo bajo /sys/fs/cgroup."
    ;;
host)
    say "That is the memory of the whole host, as free and /proc/meminfo show it. Your limit is in the cgroup." \
        "Esa es la memoria de todo el anfitrión, tal como la muestran free y /proc/meminfo. Tu límite está en el cgroup."
    ;;
unit)
    say "The number fits, but the unit is missing: give bytes, or write the unit after it." \
        "El número encaja, pero falta la unidad: da los bytes o escribe la unidad detrás."
    ;;
*)
    say "The cgroup says another number. Read memory.max or memory/memory.limit_in_bytes, whichever exists." \
        "El cgroup dice otro número. Lee memory.max o memory/memory.limit_in_bytes, el que exista."
    ;;
esac
exit 1
