"""The files of a package (a zip), with its dangers refused by the name of the entry."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lessons.exchange.block import ImportFault
from lessons.exchange.unknown import zip_marks

entries_most = 5_000
file_bytes = 20_000_000
package_bytes = 100_000_000
ended = (".xml", ".qti", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".txt", ".gift", ".dat")
unreadable = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def package_files(data: bytes) -> dict[str, bytes]:
    """The texts and pictures of a package, by their paths; sizes are those really read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except unreadable:
        raise ImportFault("no_zip", "this zip file is broken or cut short") from None
    if len(archive.infolist()) > entries_most:
        raise ImportFault("too_many_files", f"this package has more than {entries_most} files")
    for mark, said in zip_marks:
        if any(entry.filename.startswith(mark) for entry in archive.infolist()):
            raise ImportFault("unknown", said)
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries(archive):
        try:
            with archive.open(entry) as file:
                content = file.read(file_bytes + 1)
        except unreadable as error:
            said = f"{entry.filename[:120]!r} cannot be read: {error}"
            raise ImportFault("no_zip", said) from None
        total += len(content)
        if len(content) > file_bytes or total > package_bytes:
            raise ImportFault("too_large", f"{entry.filename[:120]!r} is too large")
        found[entry.filename] = content
    return found


def entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """What is read of it. ImportFault for a name or an entry that leads elsewhere."""
    seen: set[str] = set()
    for entry in archive.infolist():
        name = entry.filename
        if fault := entry_fault(entry):
            raise ImportFault("unsafe", f"{name[:120]!r} {fault}")
        if entry.is_dir() or name.startswith("__MACOSX/"):
            continue
        if name in seen:
            raise ImportFault("unsafe", f"{name[:120]!r} stands in it twice")
        seen.add(name)
        if name.lower().endswith(ended):
            yield entry


def entry_fault(entry: zipfile.ZipInfo) -> str:
    """Why an entry is refused; "" where it is not."""
    name = entry.filename
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has an absolute path"
    if ".." in re.split(r"[/\\]", name):
        return "leads out of the package"
    if "\\" in name or not name.isprintable():
        return "has a name that not every system can keep"
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link, or no ordinary file"
    if entry.flag_bits & 1:
        return "is encrypted"
    return ""
