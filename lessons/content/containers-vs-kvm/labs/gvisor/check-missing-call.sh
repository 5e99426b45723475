#!/bin/sh
# Passes when ~/missing.txt names a system call that is answered with ENOSYS here: it is made.
export LC_ALL=C PATH=/usr/bin:/bin:/usr/sbin:/sbin
say() { printf 'en: %s\nes: %s\n' "$1" "$2"; }

cd /home/learner || exit 2
if [ ! -r missing.txt ]; then
    say "There is no missing.txt in your home directory yet." \
        "Todavía no hay un missing.txt en tu directorio personal."
    exit 1
fi
name=$(head -c 256 missing.txt | tr -cs 'a-z0-9_' '\n' | sed '/^$/d' | head -n 1)
numbers="rseq=334 io_uring_setup=425 io_uring_enter=426 userfaultfd=323 keyctl=250 mbind=237
pidfd_open=434 openat2=437 landlock_create_ruleset=444 vmsplice=278 fanotify_init=300 bpf=321
perf_event_open=298 add_key=248 clone3=435 kcmp=312 uname=63 getpid=39 getppid=110 openat=257
read=0 write=1 mmap=9 clone=56 fork=57 execve=59 statx=332 getrandom=318 membarrier=324
preadv2=327 copy_file_range=326 pkey_alloc=330 epoll_pwait2=441 close_range=436 faccessat2=439
mount_setattr=442 memfd_secret=447 process_madvise=440 futex_waitv=449 pidfd_getfd=438"
number=$(printf '%s\n' $numbers | sed -n "s/^$name=//p")
if [ -z "$name" ] || [ -z "$number" ]; then
    say "missing.txt begins with no name of a system call that is known here. Try what strace shows." \
        "missing.txt no empieza por una llamada al sistema que se conozca aquí. Prueba lo que muestra strace."
    exit 1
fi
# Asked for with senseless arguments: 38 is ENOSYS. What would act without looking isn't asked.
case $name in read | write | clone | fork | execve | mmap | getpid | getppid | uname) errno=0 ;;
*) errno=$(perl -e 'syscall($ARGV[0] + 0, -1, -1, -1, -1, -1, -1); print $! + 0' "$number") ;;
esac
[ -n "$errno" ] || exit 2
[ "$errno" = 38 ] && exit 0
say "$name is answered here: it doesn't give ENOSYS." \
    "A $name se le responde aquí: no da ENOSYS."
exit 1
