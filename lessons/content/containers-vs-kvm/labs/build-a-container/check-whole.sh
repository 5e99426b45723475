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
most=0
for process in $(others pid); do
    count=0 missing=
    for kind in uts ipc net mnt pid; do
        inside=$(stat -Lc %i "/proc/$process/ns/$kind" 2>/dev/null)
        if [ -n "$inside" ] && [ "$inside" != "$(stat -Lc %i "/proc/1/ns/$kind")" ]; then
            count=$((count + 1))
        else
            missing="$missing $kind"
        fi
    done
    group=$(sed -n 's/^0:://p' "/proc/$process/cgroup" 2>/dev/null)
    limit=$(cat "/sys/fs/cgroup$group/pids.max" 2>/dev/null)
    case $limit in '' | *[!0-9]*) missing="$missing cgroup" ;; *) count=$((count + 1)) ;; esac
    if [ "$(rooted "$process")" = pivoted ]; then count=$((count + 1)); else missing="$missing pivot_root"; fi
    if [ -z "$missing" ]; then
        begin=$(seconds)
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            unshare --uts --ipc --net --mount --pid --fork true || exit 2
        done
        echo "measure build.unshare=$(($(seconds) - begin)) ms"
        exit 0
    fi
    if [ "$count" -ge "$most" ]; then most=$count lacks=$missing who=$process; fi
done
if [ "$most" -gt 0 ]; then
    say "Process $who has $most of the seven parts. It lacks:$lacks." \
        "El proceso $who tiene $most de las siete partes. Le falta:$lacks."
else
    say "No process has a part of a container about it and numbers of its own." \
        "Ningún proceso tiene partes de un contenedor y números propios."
fi
exit 1
