"""Reads recordings of terminals in asciicast v2, and what they leave on the screen. Pure.

Format: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

# Escape sequences: CSI, OSC until BEL or ST, and those of one or two characters.
escape = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
clear = re.compile(r"\x1bc|\x1b\[[23]?J")


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
        return Cast(
            width=int(values["width"]),
            height=int(values["height"]),
            made=datetime.fromtimestamp(int(made), UTC) if made is not None else None,
            title=str(values.get("title", "")),
            output="".join(data for _at, kind, data in events if kind == "o"),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise CastError("has no size or no time in its first line") from error


def last_lines(output: str, count: int) -> list[str]:
    """The last `count` lines that stood on the screen, without colours: for where nothing plays.

    What a program drew by moving the cursor comes as it was written.
    """
    shown = clear.split(output)[-1] or output
    lines = []
    for line in escape.sub("", shown).replace("\r\n", "\n").split("\n"):
        kept = line.rstrip("\r").rpartition("\r")[2]
        while "\b" in kept:
            kept = re.sub(r"[^\b]?\x08", "", kept, count=1)
        lines.append("".join(each for each in kept if each >= " "))
    while lines and not lines[-1].strip():
        lines.pop()
    return lines[-count:]
