#!/bin/sh
# Passes when /root/diagnosis.txt names for each service the fault that was drawn (init-break.sh).
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }
[ -e /run/broken ] || exit 1

read -r identity </etc/machine-id || exit 2
file=/root/diagnosis.txt
if [ ! -s "$file" ]; then
    say "There is no diagnosis.txt in /root yet." "Todavía no hay un diagnosis.txt en /root."
    exit 1
fi
text=$(head -c 2000 "$file" | tr 'A-Z' 'a-z' | tr -d ' \t\r')
number=0 wrong=0
for line in web:port,stopped,interface orders:full,inodes,read-only counter:frozen,quota,lock \
    report:mode,folder,noexec memory:process,file,deleted; do
    number=$((number + 1)) service=${line%%:*} words=${line#*:}
    given=$(printf '%s\n' "$text" | sed -n "s/^$service://p")
    case ",$words," in
        *,"${given:-none}",*) ;;
        *)
            say "For $service write one line, with one of: $words." \
                "Para $service escribe una línea con una de estas: $words."
            exit 1
            ;;
    esac
    drawn=$((0x$(printf %s "$identity" | cut -c "$number") % 3 + 1))
    [ "$given" = "$(printf %s "$words" | cut -d, -f "$drawn")" ] || wrong=$((wrong + 1))
done
[ "$wrong" = 0 ] && exit 0
say "Five causes are named, and they aren't the five that this machine had." \
    "Hay cinco causas, y no son las cinco que tenía esta máquina."
exit 1
