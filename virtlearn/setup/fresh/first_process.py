"""The first process of a bare system: mounts what a system has, then adopts orphans.

`python3 first_process.py ROOT HOSTNAME FOLDER…`, within namespaces of its own: the mounts vanish
with them. It prints "ready" once all is mounted.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

MNT_DETACH = 2  # sys/mount.h
devices = ("null", "zero", "full", "random", "urandom", "tty", "kvm", "net/tun", "fuse")


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)  # noqa: S607 - the host's own


def file_bind(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch()
    mount("--bind", str(source), str(target))


def system_mount(root: Path, folders: list[Path]) -> None:
    mount("--make-rprivate", "/")
    mount("--bind", str(root), str(root))  # only a mount can become the root of all
    mount("-t", "proc", "proc", str(root / "proc"))
    mount("-t", "sysfs", "sysfs", str(root / "sys"))  # of the network namespace's devices
    for name in ("fs/cgroup", "kernel/security"):  # for an engine inside
        if os.path.ismount(f"/sys/{name}"):
            mount("--rbind", f"/sys/{name}", str(root / "sys" / name))
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(root / "dev"))
    for name in ("pts", "shm", "net"):
        (root / "dev" / name).mkdir()
    mount(
        "-t",
        "devpts",
        "-o",
        "newinstance,ptmxmode=0666,mode=620,gid=5",
        "devpts",
        str(root / "dev/pts"),
    )
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(root / "dev/shm"))
    for name in devices:
        if (Path("/dev") / name).exists():
            file_bind(Path("/dev") / name, root / "dev" / name)
    for name, target in (
        ("ptmx", "pts/ptmx"),
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ):
        (root / "dev" / name).symlink_to(target)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(root / "run"))
    (root / "run/lock").mkdir(mode=0o1777)
    for folder in folders:
        place = root / folder.relative_to("/")
        place.mkdir(parents=True, exist_ok=True)
        mount("--bind", str(folder), str(place))
        mount("-o", "remount,bind,ro", str(place))


def root_change(root: Path) -> None:
    """Makes `root` the namespace's own root. Within a chroot the kernel lets nobody make a user
    namespace, which mmdebstrap and others do.

    From here on nothing of the host is to be found: no module can be imported, no program started.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    os.chdir(root)
    subprocess.run(["pivot_root", ".", "mnt"], check=True)  # noqa: S607 - the host's own
    os.chdir("/")
    if libc.umount2(b"/mnt", MNT_DETACH):
        raise OSError(ctypes.get_errno(), "umount2")


def main() -> None:
    root, hostname, *folders = sys.argv[1:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    system_mount(Path(root), [Path(folder) for folder in folders])
    socket.sethostname(hostname)
    root_change(Path(root))
    print("ready", flush=True)
    while True:
        signal.sigwait({signal.SIGCHLD})
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


if __name__ == "__main__":
    main()
