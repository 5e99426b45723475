"""The measures that a task declares: what its check may report, in which unit and bounds.

Pure. The format is described in docs/course-format.md under "Measures".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.toml_tables import Entry

# What the platform takes itself. No check may report under keys that begin so.
platform_prefixes = ("platform.", "start.", "memory.")
points = ".*"  # at a key's end: the points of a series, `density.12`

key_words = "a measure's key: lower-case words joined by dots, .* last for a series"
Key = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*(\.\*)?\Z",
        max_length=64,
        description=key_words,
    ),
]


class MeasureDecl(msgspec.Struct, frozen=True, kw_only=True):
    """One measure: `least` and `most` are in `unit`, and may themselves be reported."""

    key: Key
    unit: Annotated[str, Meta(max_length=32)] = ""
    least: float = 0.0
    most: float

    def covers(self, key: str) -> bool:
        """Whether a figure of this key is one of the measure's."""
        if not self.key.endswith(points):
            return key == self.key
        start, _, number = key.rpartition(".")
        return start == self.key.removesuffix(points) and number.isascii() and number.isdigit()


def refusal(declared: Sequence[MeasureDecl], key: str, value: float, unit: str) -> str:
    """Why a check of a task may not report this, in words for its author; empty where it may."""
    if key.startswith(platform_prefixes):
        return f"{key} is the platform's own"
    found = next((measure for measure in declared if measure.covers(key)), None)
    if found is None:
        return f"{key} is no measure that the task declares"
    if unit != found.unit:
        return f"{key} is in {unit or 'no unit'}, and is declared in {found.unit or 'no unit'}"
    if not (math.isfinite(value) and found.least <= value <= found.most):
        return f"{key}={value:g} is not between {found.least:g} and {found.most:g}"
    return ""


def measures_check(tasks: Sequence[Entry]) -> None:
    """Reports what is wrong with measures whose fields are right each by itself."""
    for task in tasks:
        seen: set[str] = set()
        for measure in task.values.get("measures", ()):
            fault = ""
            if measure.key.startswith(platform_prefixes):
                begins = ", ".join(platform_prefixes)
                fault = f"{measure.key}: what begins with {begins} is the platform's own"
            elif measure.key in seen:
                fault = f"{measure.key} is declared twice"
            elif not measure.least < measure.most:
                fault = f"{measure.key}: least must be below most"
            if fault:
                task.table.report(fault, "measures")
            seen.add(measure.key)


types_ready(MeasureDecl)
