"""Reads a Content-Security-Policy."""

from __future__ import annotations


def directives(policy: str) -> dict[str, set[str]]:
    """Names in lower case to sources; as in browsers, the first of two directives counts."""
    found: dict[str, set[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        if name:
            found.setdefault(name.lower(), set(sources))
    return found
