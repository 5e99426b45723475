"""Codes by which people join a class, and whether one lets anybody in now."""

from __future__ import annotations

from datetime import date

from lessons.classes.policy import Phase
from virtlearn.core.typed_code import alphabet, typed_code

length = 8
group = 4


def code_new() -> str:
    """One of 29⁸: a guess a second, which is what `LIMIT_CLASS_CODE` allows, finds one of a
    thousand classes after sixteen years."""
    return typed_code(length)


def code_shown(code: str) -> str:
    """In groups, as it is read out: "ABCD-2345"."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))


def code_read(typed: str) -> str:
    """As it is kept, whatever the case and what parts the groups; "" for what is no code."""
    kept = "".join(each for each in typed.upper() if each.isalnum())
    return kept if len(kept) == length and set(kept) <= set(alphabet) else ""


def join_hindrance(*, self_enrol: bool, join_until: date | None, phase: Phase, today: date) -> str:
    """Why link and code let nobody in: "over", "closed" or "late"; "" where they do."""
    if phase.is_over:
        return "over"
    if not self_enrol:
        return "closed"
    if join_until is not None and today > join_until:
        return "late"
    return ""
