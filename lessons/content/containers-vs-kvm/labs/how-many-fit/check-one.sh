#!/bin/sh
# Passes when a process has a mount, host name, IPC and network namespace of its own.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

[ -e /proc/1/ns/net ] || exit 2
# One line a process and kind: /proc/42/ns/net -> net:[4026532008]. Gives what the process shares
# that shares least; a process that ends meanwhile is no fault.
missing=$(ls -l /proc/[0-9]*/ns/mnt /proc/[0-9]*/ns/uts /proc/[0-9]*/ns/ipc /proc/[0-9]*/ns/net \
    2>/dev/null | sed -n 's|.* /proc/\([0-9]*\)/ns/\([a-z]*\) -> \(.*\)|\1 \2 \3|p' | awk '
    { link[$1, $2] = $3; process[$1] = 1 }
    END {
        least = 9
        split("mnt uts ipc net", kinds, " ")
        for (each in process) {
            count = 0; text = ""
            for (k = 1; k <= 4; k++)
                if (link[each, kinds[k]] == "" || link[each, kinds[k]] == link[1, kinds[k]]) {
                    count++; text = text " " kinds[k]
                }
            if (count < least) { least = count; shared = text }
        }
        print substr(shared, 2)
    }')
case $missing in
'') exit 0 ;;
'mnt uts ipc net')
    say "No process has namespaces of its own yet." \
        "Todavía ningún proceso tiene espacios de nombres propios."
    ;;
*)
    say "A process has namespaces of its own, and still shares: $missing." \
        "Un proceso tiene espacios de nombres propios, pero todavía comparte: $missing."
    ;;
esac
exit 1
