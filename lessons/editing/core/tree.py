"""A course's files as a tree of folders, each with what is wrong and what has changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from lessons.editing.core.paths import is_image, is_text
from virtlearn.core.problems import Problem

Change = Literal["", "new", "changed", "deleted"]


class File(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    name: str
    change: Change
    problems: int
    is_text: bool
    is_image: bool


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """`problems` and `changes` count those of all files below it."""

    path: str
    name: str
    folders: tuple[Folder, ...]
    files: tuple[File, ...]
    problems: int
    changes: int


def tree(changes: Mapping[str, Change], problems: Iterable[Problem]) -> Folder:
    """`changes` has every path; what is wrong with a missing file counts for its folder."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.path] = counts.get(problem.path, 0) + 1
    return folder_of("", changes, counts)


def folder_of(path: str, changes: Mapping[str, Change], counts: Mapping[str, int]) -> Folder:
    """The folder at `path`, which ends with a slash or is ""."""
    names = {each.removeprefix(path).partition("/")[::2]: None for each in sorted(changes)}
    below = sorted({name for name, rest in names if rest})
    here = sorted(name for name, rest in names if not rest)
    folders = tuple(
        folder_of(
            f"{path}{name}/",
            {each: changes[each] for each in changes if each.startswith(f"{path}{name}/")},
            {each: counts[each] for each in counts if each.startswith(f"{path}{name}")},
        )
        for name in below
    )
    files = tuple(file_of(f"{path}{name}", changes, counts) for name in here)
    inside = {folder.path.rstrip("/") for folder in folders}
    own = {each for each in counts if each not in changes and not within(each, inside)}
    return Folder(
        path=path,
        name=path.rstrip("/").rpartition("/")[2],
        folders=folders,
        files=files,
        problems=sum(each.problems for each in folders)
        + sum(each.problems for each in files)
        + sum(counts[each] for each in own),
        changes=sum(each.changes for each in folders) + sum(bool(each.change) for each in files),
    )


def within(path: str, folders: Iterable[str]) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in folders)


def file_of(path: str, changes: Mapping[str, Change], counts: Mapping[str, int]) -> File:
    return File(
        path=path,
        name=path.rpartition("/")[2],
        change=changes[path],
        problems=counts.get(path, 0),
        is_text=is_text(path),
        is_image=is_image(path),
    )
