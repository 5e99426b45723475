"""What the machine is made of: which files of Debian's packages, and what of ours beside them."""

from __future__ import annotations

import fnmatch
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from virtlearn.setup.browser.archive import Entry, Tree, cpio, file, folder, link, tar_gz, unpacked

machines = Path(__file__).resolve().parents[3] / "labs" / "machines"
recipe = machines / "browser"
container = machines / "container"

# What nobody reads, or needs a disk, a network card or a whole installation.
left_out = (
    *("boot/*", "usr/lib/modules/*", "usr/lib/udev/*", "usr/lib/systemd/*", "usr/include/*"),
    *("usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*", "usr/share/info/*"),
    *("usr/share/bash-completion/*", "usr/share/lintian/*", "usr/share/bug/*", "var/*"),
    *("usr/share/menu/*", "usr/share/seabios/*", "usr/share/tabset/*", "usr/share/doc-base/*"),
    *("usr/lib/*/gconv/*", "usr/lib/*/audit/*", "usr/lib/init/*", "usr/share/gcc/*"),
    *(
        "usr/share/common-licenses/*",
        "usr/share/gdb/*",
        "usr/share/libc-bin/*",
        "usr/share/perl5/*",
    ),
    *("usr/sbin/fsck*", "usr/sbin/mkfs*", "usr/sbin/mkswap", "usr/sbin/swap*", "usr/sbin/blkid"),
    *("usr/sbin/zramctl", "usr/sbin/tc", "usr/sbin/devlink", "usr/sbin/dcb", "usr/sbin/tipc"),
    *("usr/sbin/rdma", "usr/bin/rdma", "usr/sbin/bridge", "usr/lib/tc/*", "usr/lib/*/tc/*"),
    *(
        "usr/sbin/rtacct",
        "usr/sbin/genl",
        "usr/sbin/vdpa",
        "usr/bin/busybox",
        "usr/bin/tini-static",
    ),
    *("usr/sbin/iconvconfig", "usr/sbin/ldconfig", "usr/bin/iconv", "usr/bin/localedef"),
    *("usr/bin/bashbug", "usr/bin/lsblk", "usr/bin/partx", "usr/bin/ptx", "usr/bin/csplit"),
    *(
        "usr/sbin/fdformat",
        "usr/sbin/isosize",
        "usr/sbin/wipefs",
        "usr/sbin/blk*",
        "usr/sbin/ctrlaltdel",
    ),
    *("etc/systemd/*", "etc/init.d/*", "etc/cron*", "etc/selinux/*", "etc/bash.bashrc"),
)
# Of 4,000 modules those that labs of containers use.
modules = ("overlay", "veth")
accounts = {
    "etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\n"
        "learner:x:1000:1000::/home/learner:/bin/bash\n"
        "checks:x:2000:2000::/:/usr/sbin/nologin\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    ),
    "etc/group": ("root:x:0:\ntty:x:5:\nlearner:x:1000:\nchecks:x:2000:\nnogroup:x:65534:\n"),
    "etc/hosts": "127.0.0.1 localhost\n",
}
# What a container has in /dev beside devices.
links = {
    "fd": "/proc/self/fd",
    "stdin": "fd/0",
    "stdout": "fd/1",
    "stderr": "fd/2",
    "ptmx": "pts/ptmx",
}
empty = (
    *(
        "boot",
        "dev",
        "home/learner",
        "mnt",
        "opt",
        "proc",
        "root",
        "run",
        "srv",
        "sys",
        "tmp",
        "var",
    ),
)


def is_left_out(path: str) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in left_out)


def ours() -> Iterator[tuple[str, Entry]]:
    """The programs of labs/machines: those of the container, and in their place the browser's."""
    for source in (container / "lab", recipe / "guest" / "lab"):
        for path in sorted(source.iterdir()):
            if path.is_file():
                mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
                yield f"lab/{path.name}", file(path.read_bytes(), mode)
    yield "etc/bash.bashrc", file((container / "bashrc").read_bytes())


class Parts:
    """What the packages bring, taken apart: `root` is the machine's, the rest starts it."""

    def __init__(self, packages: Iterable[bytes]) -> None:
        self.root: Tree = {name: folder() for name in empty}
        self.root |= {name: link(f"usr/{name}") for name in ("bin", "sbin", "lib")}
        self.kernel = self.busybox = self.bios = self.vga_bios = b""
        found: dict[str, bytes] = {}
        for package in packages:
            for path, entry in unpacked(package):
                name = path.rpartition("/")[2]
                if path.startswith("boot/vmlinuz-"):
                    self.kernel = entry.data
                elif path == "usr/bin/busybox":
                    self.busybox = entry.data
                elif path == "usr/share/seabios/bios-256k.bin":
                    self.bios = entry.data
                elif path == "usr/share/seabios/vgabios-stdvga.bin":
                    self.vga_bios = entry.data
                elif name.removesuffix(".ko") in modules and name.endswith(".ko"):
                    found[name] = entry.data
                elif not is_left_out(path) and not stat.S_ISDIR(entry.mode):
                    self.root[path] = entry
        self.modules = {name: found[name] for each in modules if (name := f"{each}.ko") in found}
        self.root |= {path: file(text.encode()) for path, text in accounts.items()}
        self.root["usr/bin/awk"] = link("mawk")  # as its package does once it is installed
        self.root |= {f"lab/dev/{name}": link(target) for name, target in links.items()}
        self.root["lab/dev/pts"] = self.root["lab/dev/shm"] = folder()
        self.root |= dict(ours())
        self.root["tmp"] = folder(0o1777)

    def initramfs(self) -> bytes:
        """The kernel's first files: busybox, and the root, which it unpacks."""
        first = (recipe / "guest" / "first").read_bytes()
        tree: Tree = {
            "init": file(first, 0o755),
            "bin/busybox": file(self.busybox, 0o755),
            "root.tar.gz": file(tar_gz(self.root)),
            "new": folder(),
            "modules/order": file("".join(f"{name}\n" for name in self.modules).encode()),
        }
        tree |= {f"modules/{name}": file(data) for name, data in self.modules.items()}
        return cpio(tree)
