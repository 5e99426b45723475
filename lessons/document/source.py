"""A course folder as it was found: the bytes of its files, and what could not be read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from lessons.document import limits
from lessons.document.words import shown
from virtlearn.problems import Problem

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
    for path, name, message in walk(folder, problems):
        if message:
            problems.append(Problem(path, 1, message))
            continue
        if len(files) >= limits.course_files:
            message = f"the course has over {limits.course_files} files: leave some out"
            problems.append(Problem(".", 1, message))
            break
        try:
            content = content_read(name, size_limit(path))
        except OSError as error:
            problems.append(Problem(path, 1, f"cannot be read: {error.strerror or error}"))
            continue
        if content is None:
            limit = size_limit(path)
            problems.append(Problem(path, 1, f"is over {limit:,} bytes: make it smaller"))
            continue
        total += len(content)
        if total > limits.course_bytes:
            message = f"the course is over {limits.course_bytes:,} bytes: make it smaller"
            problems.append(Problem(".", 1, message))
            break
        files[path] = content
    return CourseSource(dict(sorted(files.items())), tuple(sorted(problems)))


def size_limit(path: str) -> int:
    """How many bytes the file at `path` may have."""
    ending = os.path.splitext(path)[1].lower()
    if ending in image_endings:
        return limits.svg_bytes if ending == ".svg" else limits.image_bytes
    return limits.table_bytes if ending == ".toml" else limits.text_bytes


def content_read(name: str, limit: int) -> bytes | None:
    """The content of the file, or None if it is over `limit` bytes."""
    # Opened without blocking and checked again: between the look and the reading, somebody who
    # edits may have put a pipe there.
    with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is no ordinary file")
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def walk(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str, str]]:
    """(path, absolute name, why it is refused or "") of every file below `folder`, in order."""
    root = os.path.realpath(folder)
    pending = [("", str(folder), 0)]
    while pending:
        prefix, name, depth = pending.pop()
        try:
            with os.scandir(name) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(Problem(prefix or ".", 1, f"cannot be read: {error.strerror or error}"))
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            path = f"{prefix}{entry.name}"
            if not path.isprintable() or "\\" in path:
                yield (
                    shown(path),
                    entry.path,
                    "has a name that not every system can keep: rename it",
                )
            elif entry.is_symlink():
                target = os.path.realpath(entry.path)
                if not target.startswith(root + os.sep):
                    yield path, entry.path, "is a link that leads out of the course: copy the file"
                elif os.path.isdir(target):
                    yield path, entry.path, "is a link to a folder: copy the folder"
                elif not os.path.isfile(target):
                    yield path, entry.path, "is a link that leads nowhere"
                else:
                    yield path, entry.path, ""
            elif entry.is_dir():
                if depth >= limits.folder_depth:
                    yield path, entry.path, "lies too deep: move it up"
                else:
                    folders.append((f"{path}/", entry.path, depth + 1))
            elif entry.is_file():
                yield path, entry.path, ""
            else:
                yield path, entry.path, "is no ordinary file"
        pending.extend(reversed(folders))
