#!/bin/sh
# Passes when a process has a root of its own and the machine's is out of its sight.
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

best=
for process in $(others mnt); do
    case $(rooted "$process") in
    pivoted) exit 0 ;;
    old) best=old who=$process ;;
    chroot) [ -n "$best" ] || best=chroot who=$process ;;
    esac
done
case $best in
old)
    say "Process $who has a root of its own, and the machine's is still mounted in it: umount -l takes it away." \
        "El proceso $who tiene una raíz propia, y dentro sigue montada la de la máquina: umount -l la quita."
    ;;
chroot)
    say "Process $who has another root, but its mount namespace still has the machine's: that is chroot." \
        "El proceso $who tiene otra raíz, pero su espacio de montaje conserva la de la máquina: eso es chroot."
    ;;
*)
    say "Every process has the machine's root." "Todos los procesos tienen la raíz de la máquina."
    ;;
esac
exit 1
