"""Reads recordings of terminals in asciicast v2. Pure.

Format: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

sizes = range(2, 501)  # columns or rows that are believed


class CastError(ValueError):
    """A recording that can't be read, and why."""


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """`made` is when it was recorded, `title` what on, as its header says."""

    width: int
    height: int
    made: datetime | None = None
    title: str = ""
    output: str = ""


def cast_read(text: str) -> Cast:
    """Raises CastError where `text` is no asciicast v2."""
    head, *lines = [line for line in text.splitlines() if line.strip()] or ["{}"]
    try:
        values: Any = json.loads(head)
        events = [json.loads(line) for line in lines]
    except (ValueError, RecursionError) as error:
        raise CastError(f"is no asciicast: {error}") from error
    if not all(
        isinstance(each, list) and list(map(type, each[1:])) == [str, str] for each in events
    ):
        raise CastError("is no asciicast: after the first line each is [seconds, kind, text]")
    if not isinstance(values, dict) or values.get("version") != 2:
        raise CastError("is no asciicast v2: record it with `asciinema rec` or in a lab")
    try:
        made = values.get("timestamp")
        width, height = int(values["width"]), int(values["height"])
        if width not in sizes or height not in sizes:
            raise CastError(f"has {width} columns and {height} rows")
        return Cast(
            width=width,
            height=height,
            made=datetime.fromtimestamp(int(made), UTC) if made is not None else None,
            title=str(values.get("title", "")),
            output="".join(data for _at, kind, data in events if kind == "o"),
        )
    except CastError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise CastError("has no size or no time in its first line") from error
