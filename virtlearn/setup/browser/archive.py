"""Files out of Debian's packages and into the archives that a kernel starts from. Pure, and without
root: owners and devices are written as they shall be, and never made on this host."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

merged = ("bin/", "sbin/", "lib/")  # which are links into usr/ on today's Debian


@dataclass(frozen=True)
class Entry:
    """One file: its mode with its kind, as stat has it, and its bytes or the target of a link."""

    mode: int
    data: bytes = b""
    uid: int = 0
    gid: int = 0


Tree = dict[str, Entry]


def folder(mode: int = 0o755) -> Entry:
    return Entry(stat.S_IFDIR | mode)


def link(target: str) -> Entry:
    return Entry(stat.S_IFLNK | 0o777, target.encode())


def file(data: bytes, mode: int = 0o644) -> Entry:
    return Entry(stat.S_IFREG | mode, data)


def member(package: bytes, name: str) -> bytes:
    """The member of an `ar` archive whose name begins with `name`. Raises KeyError."""
    at = 8
    while at + 60 <= len(package):
        head = package[at : at + 60]
        size = int(head[48:58])
        if head[:16].decode().startswith(name):
            return package[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    raise KeyError(name)


def unpacked(package: bytes) -> Iterator[tuple[str, Entry]]:
    """The files of a Debian package, with paths as they are where /bin is /usr/bin."""
    with tarfile.open(fileobj=io.BytesIO(member(package, "data.tar"))) as data:
        for each in data:
            path = place(each.name)
            mode = each.mode & 0o1777  # nothing is setuid
            if each.isdir():
                yield path, folder(mode)
            elif each.issym():
                yield path, link(each.linkname)
            elif each.isfile() or each.islnk():
                taken = data.extractfile(each)
                yield path, file(taken.read() if taken else b"", mode)


def place(name: str) -> str:
    path = name.removeprefix("./").strip("/")
    return f"usr/{path}" if f"{path}/".startswith(merged) else path


def complete(tree: Mapping[str, Entry]) -> list[tuple[str, Entry]]:
    """Every entry after the folders that it lies in; those that are missing are added."""
    whole = dict(tree)
    for path in tree:
        parts = path.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            whole.setdefault("/".join(parts[:count]), folder())
    return sorted(whole.items())


def tar_gz(tree: Mapping[str, Entry]) -> bytes:
    """`tree` as a compressed archive, the same bytes each time."""
    kinds = {stat.S_IFDIR: tarfile.DIRTYPE, stat.S_IFLNK: tarfile.SYMTYPE}
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, entry in complete(tree):
            info = tarfile.TarInfo(path)
            info.mode, info.uid, info.gid = entry.mode & 0o7777, entry.uid, entry.gid
            info.type = kinds.get(stat.S_IFMT(entry.mode), tarfile.REGTYPE)
            if info.type == tarfile.SYMTYPE:
                info.linkname = entry.data.decode()
                archive.addfile(info)
            else:
                info.size = len(entry.data)
                archive.addfile(info, io.BytesIO(entry.data))
    return gzip.compress(whole.getvalue(), 6, mtime=0)


def cpio(tree: Mapping[str, Entry], console: tuple[int, int] = (5, 1)) -> bytes:
    """`tree` as the kernel takes an initramfs (newc), with /dev/console as the one device."""
    records = [
        (path, entry.mode, entry.uid, entry.gid, (0, 0), entry.data)
        for path, entry in complete({**tree, "dev": folder()})
    ]
    records.append(("dev/console", stat.S_IFCHR | 0o600, 0, 0, console, b""))
    records.append(("TRAILER!!!", 0, 0, 0, (0, 0), b""))
    parts = []
    for number, (path, mode, uid, gid, (major, minor), data) in enumerate(records, 1):
        name = path.encode() + b"\0"
        fields = (number, mode, uid, gid, 1, 0, len(data), 0, 0, major, minor, len(name), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
        parts += [head, bytes(-len(head) % 4), data, bytes(-len(data) % 4)]
    return b"".join(parts)
