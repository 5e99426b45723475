"""What reading the questions of others has in common: its faults, and ids made of titles."""

from __future__ import annotations

from virtlearn.core.wording import slug_of


class ImportFault(Exception):  # noqa: N818
    """A file that cannot be read as what it should be; the message says where and why."""


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
