#!/bin/sh
# Passes when one process has five namespaces, a limit and a root of its own; measures what the namespaces take.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

others() {  # others KIND: processes in a namespace of that kind that isn't process 1's
    stat -Lc '%i %n' "/proc/1/ns/$1" /proc/[0-9]*/ns/"$1" 2>/dev/null \
        | awk 'NR == 1 { own = $1; next } $1 != own { split($2, path, "/"); print path[3] }'
}

# What a process has for a root: "pivoted", "chroot", "old" (the old one is still mounted), "same".
rooted() {
    readlink "/proc/$1/exe" >/dev/null || return  # one of the kernel's own threads
    machine=$(awk '$5 == "/" { print $3 }' /proc/1/mountinfo)
    its=$(stat -Lc '%d %i' "/proc/$1/root" 2>/dev/null) || return
    [ "$its" = "$(stat -Lc '%d %i' /proc/1/root)" ] && echo same && return
    # The root of its mount namespace, which chroot leaves as it is.
    top=$(perl -e '
        open my $to, "<", "/proc/$ARGV[0]/ns/mnt" or exit 1;
        syscall(308, fileno $to, 0x20000) == 0 or exit 1;  # setns, CLONE_NEWNS
        print join " ", (stat "/")[0, 1];
    ' "$1") || return
    [ "$top" = "$its" ] || { echo chroot && return; }
    awk -v machine="$machine" '$3 == machine && $4 == "/" { found = 1 } END { exit !found }' \
        "/proc/$1/mountinfo" && echo old || echo pivoted
}

seconds() { awk '{ print int($1 * 100) }' /proc/uptime; }  # in hundredths
# Which of the five kinds of namespaces each process has of its own, and which not: all processes at
# once, since in this machine every program that is started takes its time.
kinds=$(stat -Lc '%i %n' /proc/1/ns/* $(others pid | sed 's|.*|/proc/&/ns/*|') 2>/dev/null | awk '
    { split($2, path, "/"); link[path[3], path[5]] = $1; if (path[3] != 1) process[path[3]] = 1 }
    END {
        count = split("uts ipc net mnt pid", kinds, " ")
        for (each in process) {
            own = 0; missing = ""
            for (k = 1; k <= count; k++)
                if (link[each, kinds[k]] != "" && link[each, kinds[k]] != link[1, kinds[k]]) own++
                else missing = missing " " kinds[k]
            print each, own missing
        }
    }')
most=0
while read -r process count missing; do
    [ -n "$process" ] || continue
    missing=${missing:+ $missing}
    group=$(sed -n 's/^0:://p' "/proc/$process/cgroup" 2>/dev/null)
    limit=
    read -r limit 2>/dev/null <"/sys/fs/cgroup$group/pids.max"
    case $limit in '' | *[!0-9]*) missing="$missing cgroup" ;; *) count=$((count + 1)) ;; esac
    case "$missing " in  # without mounts of its own, no root can be
    *' mnt '*) missing="$missing pivot_root" ;;
    *) if [ "$(rooted "$process")" = pivoted ]; then count=$((count + 1)); else missing="$missing pivot_root"; fi ;;
    esac
    if [ -z "$missing" ]; then
        begin=$(seconds)
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            unshare --uts --ipc --net --mount --pid --fork true || exit 2
        done
        echo "measure build.unshare=$(($(seconds) - begin)) ms"
        exit 0
    fi
    if [ "$count" -ge "$most" ]; then most=$count lacks=$missing who=$process; fi
done <<END
$kinds
END
if [ "$most" -gt 0 ]; then
    say "Process $who has $most of the seven parts. It lacks:$lacks." \
        "El proceso $who tiene $most de las siete partes. Le falta:$lacks."
else
    say "No process has a part of a container about it and numbers of its own." \
        "Ningún proceso tiene partes de un contenedor y números propios."
fi
exit 1
