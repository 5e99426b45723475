"""Files out of Debian's packages, and into what a kernel starts from, read again."""

from __future__ import annotations

import io
import lzma
import stat
import tarfile

import pytest

from virtlearn.setup.browser.archive import (
    Tree,
    complete,
    cpio,
    file,
    folder,
    link,
    member,
    place,
    tar_gz,
    unpacked,
)


def package_of(files: dict[str, tarfile.TarInfo], texts: dict[str, bytes]) -> bytes:
    """A Debian package with these in its data.tar.xz, after another member of odd length."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as data:
        for name, info in files.items():
            info.name, info.size = name, len(texts.get(name, b""))
            data.addfile(info, io.BytesIO(texts.get(name, b"")))
    members = {"debian-binary": b"2.0", "data.tar.xz": lzma.compress(whole.getvalue())}
    made = b"!<arch>\n"
    for name, text in members.items():
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(text):<10}`\n".encode()
        made += head + text + b"\n" * (len(text) % 2)
    return made


def info(kind: bytes = tarfile.REGTYPE, mode: int = 0o644, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo()
    made.type, made.mode, made.linkname = kind, mode, target
    return made


def test_a_package_is_taken_apart_into_the_merged_tree() -> None:
    files = {
        "./bin/su": info(mode=0o4755),
        "./usr/lib/a": info(tarfile.SYMTYPE, 0o777, "b"),
        "./etc": info(tarfile.DIRTYPE, 0o755),
    }
    found = dict(unpacked(package_of(files, {"./bin/su": b"program"})))
    assert found == {"usr/bin/su": file(b"program", 0o755), "usr/lib/a": link("b"), "etc": folder()}


def test_what_is_no_package_is_no_empty_one() -> None:
    with pytest.raises(KeyError):
        member(b"!<arch>\n", "data.tar")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./bin/sh", "usr/bin/sh"),
        ("lib", "usr/lib"),
        ("./library/x", "library/x"),
        ("./usr/x", "usr/x"),
    ],
)
def test_places(name: str, path: str) -> None:
    assert place(name) == path


tree: Tree = {"a/b/c": file(b"odd", 0o755), "a/l": link("b/c"), "z": folder(0o1777)}


def test_folders_come_before_what_they_hold() -> None:
    assert [path for path, _ in complete(tree)] == ["a", "a/b", "a/b/c", "a/l", "z"]


def test_the_root_is_the_same_each_time_and_tar_reads_it() -> None:
    made = tar_gz(tree)
    assert made == tar_gz(tree)
    with tarfile.open(fileobj=io.BytesIO(made)) as read:
        assert read.getnames() == ["a", "a/b", "a/b/c", "a/l", "z"]
        inner = read.extractfile("a/b/c")
        assert inner
        assert inner.read() == b"odd"
        assert (read.getmember("a/l").linkname, read.getmember("z").mode) == ("b/c", 0o1777)


def test_the_initramfs_has_each_length_as_the_kernel_reads_it() -> None:
    """Header, name and content each end at a multiple of four (initramfs buffer format)."""
    made, at, found = cpio(tree), 0, {}
    while at < len(made):
        head = made[at : at + 110]
        assert head[:6] == b"070701"
        fields = [int(head[6 + 8 * n : 14 + 8 * n], 16) for n in range(13)]
        mode, size, named = fields[1], fields[6], fields[11]
        name = made[at + 110 : at + 110 + named - 1].decode()
        start = at + (110 + named + 3) // 4 * 4
        found[name] = (mode, made[start : start + size])
        at = start + (size + 3) // 4 * 4
    assert found["dev/console"] == (stat.S_IFCHR | 0o600, b"")
    assert found["a/l"] == (stat.S_IFLNK | 0o777, b"b/c")
    assert found["a/b/c"] == (stat.S_IFREG | 0o755, b"odd")
    assert list(found)[-1] == "TRAILER!!!"
