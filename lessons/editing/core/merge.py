"""Merges two people's changes of one text by line, from the text that both began with.

Source: the algorithm of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007), with
the standard library's `difflib` for the two comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

Lines = Sequence[str]
Range = tuple[int, int]  # from a line to before another one

conflict = re.compile(
    r"^<{7} [^\n]*\n(?:(?![<=>]{7})[^\n]*\n)*={7}\n(?:(?![<=>]{7})[^\n]*\n)*>{7} ", re.MULTILINE
)


class Merged(msgspec.Struct, frozen=True):
    """`text` has both changes. Where both changed the same lines, it has both versions between
    git's markers; `conflicts` counts these places."""

    text: str
    conflicts: int


def merge(base: str, mine: str, theirs: str, *, my_name: str, their_name: str) -> Merged:
    """What `mine` and `theirs` made of `base`, in one text; the names stand beside the markers.

    A line that both wrote alike is no conflict. No line of either is lost: it is in the text, or
    it was taken out by the other, who left its neighbours as they were.
    """
    if theirs in (mine, base):
        return Merged(mine, 0)
    if mine == base:
        return Merged(theirs, 0)
    before, a, b = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    merged: list[str] = []
    conflicts = 0
    at = (0, 0, 0)
    for (start, end), (a_start, a_end), (b_start, b_end) in agreed(before, a, b):
        was, left, right = before[at[0] : start], a[at[1] : a_start], b[at[2] : b_start]
        if left in (right, was):
            merged += right
        elif right == was:
            merged += left
        else:
            conflicts += 1
            merged += [
                f"<<<<<<< {my_name}\n",
                *ended(left),
                "=======\n",
                *ended(right),
                f">>>>>>> {their_name}\n",
            ]
        merged += before[start:end]
        at = (end, a_end, b_end)
    return Merged("".join(merged), conflicts)


def agreed(base: Lines, a: Lines, b: Lines) -> Iterator[tuple[Range, Range, Range]]:
    """Where all three have the same lines, in order, and last the empty range at their ends."""
    left = SequenceMatcher(None, base, a).get_matching_blocks()
    right = SequenceMatcher(None, base, b).get_matching_blocks()
    i = j = 0
    while i < len(left) and j < len(right):
        one, other = left[i], right[j]
        start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if start < end:
            size = end - start
            in_a, in_b = one.b + start - one.a, other.b + start - other.a
            yield (start, end), (in_a, in_a + size), (in_b, in_b + size)
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
    ends = (len(base), len(a), len(b))
    yield tuple((each, each) for each in ends)  # type: ignore[misc]  # three of them


def ended(lines: Lines) -> Lines:
    """With an end of line after the last one, so that a marker stands on a line of its own."""
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], f"{lines[-1]}\n"]
    return lines


def conflict_lines(text: str) -> list[int]:
    """The lines, from 1, on which two versions begin that nobody has made one of."""
    return [text.count("\n", 0, found.start()) + 1 for found in conflict.finditer(text)]
