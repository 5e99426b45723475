"""Error codes: the shape of every error that reaches a person or an API.

Each room has an enumeration of its own in its `refusal.py`: a member is a code, what has happened,
and what to do next. Codes are kept, since pages, tests and programs of others name them; they
stand in docs/errors.md. Texts are in the reader's language at the moment when they are read.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.utils.functional import Promise

root = Path(__file__).resolve().parents[2]
apps = ("labs", "lessons", "virtlearn")


class Refusal(NamedTuple):
    """One error as a page or an API says it; `detail` is English, for whoever runs the server."""

    code: str = ""
    message: str = ""
    way_on: str = ""
    detail: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)

    def __str__(self) -> str:
        return f"{self.message} {self.way_on}".strip()

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message, "way_on": self.way_on}


class ErrorCode(StrEnum):
    """The base of the rooms' enumerations; a member is `NAME = code, message, way_on`."""

    def __new__(cls, code: str, *_texts: str | Promise) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        return member

    def __init__(self, _code: str, message: str | Promise, way_on: str | Promise) -> None:
        self.message = message  # type: ignore[misc]  # mypy takes it for a member
        self.way_on = way_on  # type: ignore[misc]

    def refusal(self, *, detail: str = "", **values: Any) -> Refusal:
        """It in the reader's language, with `values` where its texts name them."""
        message, way_on = (
            str(text % values) if values else str(text) for text in (self.message, self.way_on)
        )
        return Refusal(str(self), message, way_on, detail)


class RefusedError(Exception):
    """Something is not done, for the reason `code`; `values` are what its texts name."""

    def __init__(self, code: ErrorCode, *, detail: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.detail = detail

    @property
    def refusal(self) -> Refusal:
        return self.code.refusal(detail=self.detail, **self.values)

    @property
    def message(self) -> str:
        """What has happened and what to do, in the reader's language."""
        return str(self.refusal)

    def __str__(self) -> str:
        return self.message


@functools.cache
def rooms() -> tuple[type[ErrorCode], ...]:
    """The enumerations of all rooms, in the order of their files."""
    for app in apps:
        for path in sorted((root / app).rglob("refusal.py")):
            import_module(".".join(path.relative_to(root).with_suffix("").parts))
    return tuple(
        sorted(ErrorCode.__subclasses__(), key=lambda room: (room.__module__, room.__name__))
    )


@functools.cache
def codes() -> Mapping[str, ErrorCode]:
    return {str(code): code for room in rooms() for code in room}
