"""Compares the files of two revisions, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from lessons.document.difference import How, changed

around = 3  # lines that are shown before and after what is other
lines_compared = 8_000  # of a file; a longer one is told of, and not compared
lines_most = 2_000  # that are given of a file


class FileFact(msgspec.Struct, frozen=True):
    """What tells a file from another one: the digest of its content, and its size in bytes."""

    digest: str
    size: int


nothing = FileFact("", 0)


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is another one; the sizes are in bytes."""

    path: str
    how: How
    before: int
    after: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its numbers before and after, 0 where it is not there. A gap has no text: lines
    that are the same were left out."""

    kind: Literal["same", "gone", "new", "gap"]
    text: str = ""
    before: int = 0
    after: int = 0


class TextDiff(msgspec.Struct, frozen=True, kw_only=True):
    """`why_not` where there is nothing to be read: no text, or too long. `cut`: there is more."""

    lines: Sequence[Line] = ()
    why_not: Literal["", "binary", "long"] = ""
    cut: bool = False


def files_changed(
    before: Mapping[str, FileFact], after: Mapping[str, FileFact]
) -> Sequence[FileChange]:
    """By path."""
    found = [
        FileChange(
            path=path,
            how=how,
            before=before.get(path, nothing).size,
            after=after.get(path, nothing).size,
        )
        for path, how in changed(before, after)
    ]
    return sorted(found, key=lambda each: each.path)


def text_diff(before: bytes, after: bytes) -> TextDiff:
    """Of one file; b"" where it is not there."""
    texts = text_of(before), text_of(after)
    if texts[0] is None or texts[1] is None:
        return TextDiff(why_not="binary")
    one, other = texts[0].splitlines(), texts[1].splitlines()
    if max(len(one), len(other)) > lines_compared:
        return TextDiff(why_not="long")
    found = lines_other(one, other)
    return TextDiff(lines=found[:lines_most], cut=len(found) > lines_most)


def text_of(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def lines_other(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    found: list[Line] = []
    groups = SequenceMatcher(None, before, after).get_grouped_opcodes(around)
    for number, group in enumerate(groups):
        if number:
            found.append(Line(kind="gap"))
        for tag, start, end, other_start, other_end in group:
            if tag == "equal":
                found += [
                    Line(kind="same", text=before[start + i], before=start + i + 1, after=place)
                    for i, place in enumerate(range(other_start + 1, other_end + 1))
                ]
                continue
            found += [Line(kind="gone", text=before[at], before=at + 1) for at in range(start, end)]
            found += [
                Line(kind="new", text=after[at], after=at + 1)
                for at in range(other_start, other_end)
            ]
    return found
