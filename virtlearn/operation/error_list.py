"""The list of all error codes, as docs/errors.md has it below its introduction."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import override

from virtlearn.core.refusal import ErrorCode, rooms

counts = {"count": 2, "limit": 2, "minutes": 2, "number": 2, "time": "%(time)s"}


def tables() -> str:
    """One section a room."""
    with override("en"):
        return "".join(section(room) for room in rooms())


def section(room: type[ErrorCode]) -> str:
    path = room.__module__.replace(".", "/") + ".py"
    title = (room.__doc__ or "").strip().split("\n")[0]
    rows = "".join(rows_of(room))
    table = f"| code | message | what to do |\n| --- | --- | --- |\n{rows}"
    return f"\n## {title.rstrip('.')}\n`{room.__name__}` in `{path}`\n\n{table}"


def rows_of(room: type[ErrorCode]) -> Iterator[str]:
    for code in sorted(room):
        message, way_on = (plain(text) for text in (code.message, code.way_on))
        yield f"| `{code}` | {message} | {way_on} |\n"


def plain(text: str | Promise) -> str:
    """A text with the names of its values left in it; of one that counts, the plural."""
    return str(text) or str(text % counts)
