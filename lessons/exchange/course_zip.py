"""A course as a zip: written from its files, and read with its dangers refused.

Nothing is unpacked to a disk. What the folder's reader would leave out is left out, and what it
would report is reported in the same words; what could lead elsewhere, or would not come back as it
was on another system, is refused by the name of the entry.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Literal

from lessons.document.source import CourseSource, size_limit
from lessons.exchange.archive import entry_fault, unreadable
from lessons.format import limits
from virtlearn.core.problems import Problem
from virtlearn.core.wording import shown

Reason = Literal["no_zip", "too_many_files", "too_large", "unsafe", "no_course"]
packed_most = 60_000_000  # bytes of a zip
first_day = (1980, 1, 1, 0, 0, 0)  # a zip's own, so that the same files give the same bytes
ratio_most = 200  # bytes for one that is packed; texts and drawings stay far below
ratio_from = 1_000_000  # bytes that any ratio may have
utf8_flag = 0x800
name_chars = 400
windows_marks = frozenset('<>:"|?*')
windows_devices = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)]
)


class CourseZipFault(Exception):  # noqa: N818
    """A zip that is not read. `said` says where and why, in English; what a person is told is
    CourseZipCode of lessons/authoring/revisions/refusal.py, by `reason`."""

    def __init__(self, reason: Reason, said: str) -> None:
        super().__init__(said)
        self.reason = reason
        self.said = said


def zip_write(files: Mapping[str, bytes], folder: str) -> bytes:
    """The files below `folder`, which is one name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}", first_day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def zip_read(data: bytes) -> CourseSource:
    """The course in a zip, at its top or in one folder. Raises CourseZipFault, and nothing else,
    for what is no such zip or not safe."""
    if len(data) > packed_most:
        raise CourseZipFault("too_large", f"a zip has at most {packed_most:,} bytes")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except unreadable:
        raise CourseZipFault("no_zip", "it is broken, cut short, or something else") from None
    if len(archive.infolist()) > 2 * limits.course_files:
        most = f"a course has at most {limits.course_files:,} files"
        raise CourseZipFault("too_many_files", most)
    entries = dict(entries_of(archive))
    clashes_refuse(entries)
    root = root_of(entries)
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    for path, entry in sorted(entries.items()):
        inside = path.removeprefix(root)
        content = content_read(archive, entry)
        total += len(content)
        if total > limits.course_bytes or len(files) >= limits.course_files:
            most = f"a course has at most {limits.course_files:,} files"
            raise CourseZipFault("too_large", f"{most} and {limits.course_bytes:,} bytes")
        limit = size_limit(inside)
        if len(content) > limit:
            problems.append(Problem(inside, 1, f"is over {limit:,} bytes: make it smaller"))
        elif inside.count("/") > limits.folder_depth:
            problems.append(Problem(inside, 1, "lies too deep: move it up"))
        else:
            files[inside] = content
    return CourseSource(dict(sorted(files.items())), tuple(sorted(problems)))


def entries_of(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The files that are read, by path. Raises CourseZipFault."""
    seen: set[str] = set()
    for entry in archive.infolist():
        name = name_of(entry)
        if fault := entry_fault(entry) or name_fault(name):
            raise CourseZipFault("unsafe", f"{shown(name[:120])} {fault}")
        hidden = any(
            part.startswith(".") or part in {"__pycache__", "__MACOSX"} for part in name.split("/")
        )
        if entry.is_dir() or hidden:
            continue
        if name in seen:
            raise CourseZipFault("unsafe", f"{shown(name[:120])} stands in it twice")
        seen.add(name)
        yield name, entry


def name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name, composed (NFC) as texts are. Archives that do not say which encoding their
    names have are read as UTF-8 alone, which some systems write without saying so."""
    if "\0" in entry.orig_filename:
        said = shown(entry.orig_filename[:120])
        raise CourseZipFault("unsafe", f"{said} has a name that not every system can keep")
    name = entry.filename
    if not entry.flag_bits & utf8_flag and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            said = f"{shown(name[:120])} has a name in an encoding that the zip does not tell"
            raise CourseZipFault("unsafe", said) from None
    return unicodedata.normalize("NFC", name)


def name_fault(name: str) -> str:
    """Why a name would not come back on another system; "" where it would."""
    if not name.isprintable():
        return "has a name that not every system can keep"
    if len(name) > name_chars:
        return f"has a name of more than {name_chars} characters"
    for part in name.rstrip("/").split("/"):
        if part in {"", ".", ".."}:
            return "has no plain path"
        if part.partition(".")[0].rstrip().casefold() in windows_devices:
            return "has a name that Windows keeps for devices"
        if windows_marks & set(part) or part.endswith((".", " ")):
            return "has a name that Windows cannot keep"
    return ""


def clashes_refuse(entries: Mapping[str, zipfile.ZipInfo]) -> None:
    """Refuses names that are one on systems that do not tell large letters from small ones, and a
    file that is a folder too."""
    spelled: dict[str, str] = {}
    for path in entries:
        parents = [str(each) for each in PurePosixPath(path).parents][:-1]
        if other := next((each for each in parents if each in entries), ""):
            raise CourseZipFault("unsafe", f"{shown(other[:120])} is a file and a folder")
        for each in (path, *parents):
            if spelled.setdefault(each.casefold(), each) != each:
                two = f"{shown(spelled[each.casefold()][:120])} and {shown(each[:120])}"
                raise CourseZipFault("unsafe", f"{two} differ in large and small letters alone")


def root_of(entries: Mapping[str, zipfile.ZipInfo]) -> str:
    """ "" or the one folder, with its `/`, in which the course is."""
    if "course.toml" in entries:
        return ""
    folders = {path.partition("/")[0] for path in entries}
    root = f"{next(iter(folders))}/" if len(folders) == 1 else ""
    if not root or f"{root}course.toml" not in entries:
        raise CourseZipFault("no_course", "it has no course.toml at its top or in its one folder")
    return root


def content_read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the largest file of a course may have, and a byte."""
    most = max(size_limit("x.png"), size_limit("x.toml"), size_limit("x.md"), size_limit("x.svg"))
    name = shown(entry.filename[:120])
    packed = max(entry.compress_size, 1)
    if entry.file_size > ratio_from and entry.file_size / packed > ratio_most:
        said = f"{name} would unpack to {entry.file_size:,} bytes from {entry.compress_size:,}"
        raise CourseZipFault("too_large", said)
    try:
        with archive.open(entry) as file:
            return file.read(most + 1)
    except unreadable as error:
        raise CourseZipFault("no_zip", f"{name} cannot be read: {error}") from None
