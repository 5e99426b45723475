"""A course folder as it was found: the bytes of its files, and what could not be read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from lessons.format import limits
from virtlearn.core.problems import Problem
from virtlearn.core.wording import shown

image_endings = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}


class CourseSource(msgspec.Struct, frozen=True):
    """`files` by path relative to the folder, with `/`, in sorted order."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the paths and contents, as hexadecimal digits: the name of a revision."""
        total = hashlib.sha256()
        for path in sorted(self.files):
            name = path.encode("utf-8", "surrogateescape")
            content = self.files[path]
            total.update(b"%d %d\n" % (len(name), len(content)))
            total.update(name)
            total.update(content)
        return total.hexdigest()


def course_read(folder: Path) -> CourseSource:
    """Reads `folder`. Files and folders whose name begins with a dot, and `__pycache__`, are left
    out; a link that leads out of the folder, a file that is none, and what is too large are
    problems, and are left out too. A folder that cannot be read is a problem, not an exception.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    if not folder.is_dir():
        return CourseSource({}, (Problem(".", 1, f"there is no folder {shown(str(folder))}"),))
    for path, place, fault in walk(folder, problems):
        if fault:
            problems.append(Problem(path, 1, fault))
            continue
        try:
            content = content_read(place, size_limit(path))
        except OSError as error:
            problems.append(Problem(path, 1, f"cannot be read: {error.strerror or error}"))
            continue
        if content is None:
            limit = size_limit(path)
            problems.append(Problem(path, 1, f"is over {limit:,} bytes: make it smaller"))
            continue
        total += len(content)
        if total > limits.course_bytes or len(files) >= limits.course_files:
            most = f"{limits.course_files:,} files and {limits.course_bytes:,} bytes"
            problems.append(Problem(".", 1, f"a course has at most {most}: leave some out"))
            break
        files[path] = content
    return CourseSource(dict(sorted(files.items())), tuple(sorted(problems)))


def size_limit(path: str) -> int:
    """How many bytes the file at `path` may have."""
    ending = PurePosixPath(path).suffix.lower()
    if ending in image_endings:
        return limits.svg_bytes if ending == ".svg" else limits.image_bytes
    return limits.table_bytes if ending == ".toml" else limits.text_bytes


def content_read(name: Path, limit: int) -> bytes | None:
    """The content of the file, or None if it is over `limit` bytes."""
    # Opened without blocking and checked again: between the look and the reading, somebody who
    # edits may have put a pipe there.
    with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is no ordinary file")
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def walk(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path, str]]:
    """(path, where it is, why it is refused or "") of every file below `folder`, in order."""
    root = folder.resolve()
    pending = [("", folder, 0)]
    while pending:
        prefix, place, depth = pending.pop()
        try:
            entries = sorted(place.iterdir())
        except OSError as error:
            problems.append(Problem(prefix or ".", 1, f"cannot be read: {error.strerror or error}"))
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            path = f"{prefix}{entry.name}"
            message = entry_fault(entry, path, root)
            if message or not entry.is_dir():
                yield (shown(path) if message else path), entry, message
            elif depth >= limits.folder_depth:
                yield path, entry, "lies too deep: move it up"
            else:
                folders.append((f"{path}/", entry, depth + 1))
        pending.extend(reversed(folders))


def entry_fault(entry: Path, path: str, root: Path) -> str:
    """Why a file or folder is refused; "" where it is not."""
    if not path.isprintable() or "\\" in path:
        return "has a name that not every system can keep: rename it"
    if not entry.is_symlink():
        return "" if entry.is_dir() or entry.is_file() else "is no ordinary file"
    target = Path(os.path.realpath(entry))  # unlike resolve(), never raises on a loop
    if not target.is_relative_to(root):
        return "is a link that leads out of the course: copy the file"
    if any(part.startswith(".") for part in target.relative_to(root).parts):
        return "is a link to a hidden file: copy the file"
    if target.is_dir():
        return "is a link to a folder: copy the folder"
    return "" if target.is_file() else "is a link that leads nowhere"
