"""Seccomp profile of a learner's machine: an allow-list of system calls.

Written from syscalls(2) and the manual page of each call, by what a shell, the usual tools and
compiled programs need; see docs/decisions/seccomp.md. All else gives EPERM, so that the learner
reads "Operation not permitted". Only the machine's own architecture is allowed: 32-bit calls would
pass by the test of a socket's family.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

calls: Mapping[str, str] = {
    "files": """
        access faccessat faccessat2 open openat openat2 creat close close_range read write pread64
        pwrite64 readv writev preadv pwritev preadv2 pwritev2 lseek sendfile copy_file_range splice
        tee vmsplice dup dup2 dup3 fcntl flock truncate ftruncate fallocate fadvise64
        readahead sync syncfs fsync fdatasync sync_file_range stat fstat lstat newfstatat statx
        statfs fstatfs ustat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename
        renameat renameat2 link linkat symlink symlinkat readlink readlinkat unlink unlinkat mknod
        mknodat chmod fchmod fchmodat chown fchown fchownat lchown umask utime utimes utimensat
        futimesat setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr
        flistxattr removexattr lremovexattr fremovexattr inotify_init inotify_init1
        inotify_add_watch inotify_rm_watch name_to_handle_at memfd_create
    """,
    "waiting": """
        poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait
        epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4 timerfd_create
        timerfd_settime timerfd_gettime pipe pipe2
    """,
    "memory": """
        brk mmap munmap mremap mprotect madvise process_madvise msync mincore mlock mlock2 munlock
        mlockall munlockall membarrier pkey_alloc pkey_free pkey_mprotect remap_file_pages
    """,
    "processes": """
        fork vfork execve execveat exit exit_group wait4 waitid kill tkill tgkill getpid getppid
        gettid getpgid setpgid getpgrp getsid setsid prctl arch_prctl set_tid_address
        set_robust_list get_robust_list set_thread_area get_thread_area futex futex_waitv rseq
        restart_syscall ptrace process_vm_readv pidfd_open pidfd_send_signal pidfd_getfd
        process_mrelease seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
        sched_yield sched_getparam sched_setparam sched_getscheduler sched_setscheduler
        sched_getattr sched_setattr sched_get_priority_max sched_get_priority_min
        sched_rr_get_interval sched_getaffinity sched_setaffinity getpriority setpriority
        ioprio_get ioprio_set getrlimit setrlimit prlimit64 getrusage times getcpu sysinfo uname
        getrandom
    """,
    "users": """
        getuid geteuid getgid getegid getresuid getresgid getgroups setuid setgid setreuid setregid
        setresuid setresgid setgroups setfsuid setfsgid capget capset
    """,
    "signals": """
        rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait
        rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack pause alarm getitimer setitimer
    """,
    "time": """
        time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep timer_create
        timer_settime timer_gettime timer_getoverrun timer_delete
    """,
    "sockets": """
        socketpair bind listen accept accept4 connect getsockname getpeername getsockopt setsockopt
        shutdown sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg
    """,
    "messages": """
        msgget msgsnd msgrcv msgctl semget semop semtimedop semctl shmget shmat shmdt shmctl
        mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    """,
}
# Unix, IPv4 and IPv6. Not vsock, which leads to the hypervisor, nor the many families that nobody
# uses and the kernel would load a module for.
socket_families = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
netlink = 16
# What iproute2 asks. Not xfrm, nfnetlink, audit, generic: old code that few have read.
netlink_protocols = {"NETLINK_ROUTE": 0, "NETLINK_SOCK_DIAG": 4}
# Types into a terminal that somebody else reads from.
typing_ioctl = 0x5412  # TIOCSTI
# Each CLONE_NEW* flag: NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
namespace_flags = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000
namespace_flags |= 0x40000000
# The default, a 32-bit address space, the uname of 2.6, both; and "say which it is".
personalities = (0x0, 0x0008, 0x20000, 0x20008, 0xFFFFFFFF)
errno_not_implemented = 38


def profile() -> dict[str, Any]:
    """The profile as the engine's JSON has it."""
    rules: list[dict[str, Any]] = [
        {"names": sorted(names.split()), "action": "SCMP_ACT_ALLOW"} for names in calls.values()
    ]
    rules += [
        allow("socket", 0, family, "SCMP_CMP_EQ") for family in sorted(socket_families.values())
    ]
    rules += [
        {
            "names": ["socket"],
            "action": "SCMP_ACT_ALLOW",
            "args": [argument(0, netlink, "SCMP_CMP_EQ"), argument(2, protocol, "SCMP_CMP_EQ")],
        }
        for protocol in sorted(netlink_protocols.values())
    ]
    rules += [
        # The kernel looks at 32 bits of the 64. A filter can't say "not equal" of a part, but it
        # can say that one bit is another, for each bit.
        allow("ioctl", 1, 1 << bit, "SCMP_CMP_MASKED_EQ", ~typing_ioctl & (1 << bit))
        for bit in range(32)
    ]
    rules += [allow("personality", 0, value, "SCMP_CMP_EQ") for value in personalities]
    rules.append(allow("clone", 0, namespace_flags, "SCMP_CMP_MASKED_EQ", 0))
    # Its flags lie in memory, where no filter sees them: told that it does not exist, the C
    # library uses clone instead.
    rules.append(
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": errno_not_implemented}
    )
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "archMap": [
            {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []},
            {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": []},
        ],
        "syscalls": rules,
    }


def profile_text() -> str:
    """The profile as JSON text: the engine's API takes text, not a path."""
    return json.dumps(profile(), separators=(",", ":"))


def allow(name: str, index: int, value: int, operator: str, other: int = 0) -> dict[str, Any]:
    """The call `name` where its argument `index` compares with `value`."""
    compared = argument(index, value, operator, other)
    return {"names": [name], "action": "SCMP_ACT_ALLOW", "args": [compared]}


def argument(index: int, value: int, operator: str, other: int = 0) -> dict[str, Any]:
    return {"index": index, "value": value, "valueTwo": other, "op": operator}
