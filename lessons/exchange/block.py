"""What reading the questions of others has in common: its faults, and ids made of titles."""

from __future__ import annotations

from typing import Literal

from virtlearn.core.wording import slug_of

Reason = Literal[
    "course_problems",
    "entities",
    "needs_output",
    "no_file",
    "no_questions",
    "no_text",
    "no_xml",
    "no_zip",
    "unknown",
    "unsafe",
    "syntax",
    "too_large",
    "too_many_files",
]


class ImportFault(Exception):  # noqa: N818
    """Questions that cannot be read or written.

    `said` says where and why, in English; what a person is told is ExchangeCode of
    lessons/authoring/refusal.py, by `reason`.
    """

    def __init__(self, reason: Reason, said: str) -> None:
        super().__init__(said)
        self.reason = reason
        self.said = said


def ids_unique(names: list[str]) -> list[str]:
    """Ids made of titles; a number behind those that would stand twice."""
    found: list[str] = []
    for name in names:
        base = slug_of(name)[:50].rstrip("-") or "question"
        base = base if base != "section" else "question"
        candidate, count = base, 1
        while candidate in found:
            count += 1
            candidate = f"{base}-{count}"
        found.append(candidate)
    return found
