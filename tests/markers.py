"""Marks every test with the kind of test it is: unit, engine, vm or browser.

What is marked `root` by hand is skipped for any other user.

The kind is read from the fixtures that a test asks for, directly or through others, so that nobody
has to think of it. A parameter that alone makes the difference is marked by hand
(`pytest.param("docker", marks=pytest.mark.engine)`).
"""

from __future__ import annotations

import os
from collections.abc import Collection

import pytest

kinds = frozenset({"unit", "engine", "vm", "browser"})
# The most demanding first: a browser test may well have an engine and virtual machines too.
by_fixture = {"browser": "browser", "vm_engine": "vm", "docker_engine": "engine"}
collected = pytest.StashKey[dict[str, set[str]]]()


def kind_of(folder: str, fixtures: Collection[str]) -> str:
    """The kind of a test in `folder` (of `tests/`) that uses `fixtures`, those of fixtures too."""
    if folder == "e2e":
        return "browser"
    return next((kind for fixture, kind in by_fixture.items() if fixture in fixtures), "unit")


def mark(item: pytest.Item, folder: str) -> None:
    """Adds the kind where none is given by hand, and `redteam` to what attacks.

    Raises UsageError where nobody says why a test is slow.
    """
    if not kinds_of(item):
        item.add_marker(kind_of(folder, getattr(item, "fixturenames", ())))
    for marker in item.iter_markers("slow"):
        if not marker.args:
            raise pytest.UsageError(f"{item.nodeid}: slow wants a reason")
    if item.get_closest_marker("root") and os.geteuid():
        item.add_marker(pytest.mark.skip(reason="needs root"))
    if folder == "redteam":
        item.add_marker("redteam")


def rank(item: pytest.Item) -> int:
    """Smaller for what takes longer: virtual machines, containers, slow unit tests, the others."""
    names = {marker.name for marker in item.iter_markers()}
    return next((at for at, name in enumerate(("vm", "engine", "slow")) if name in names), 3)


def kinds_of(item: pytest.Item) -> set[str]:
    return {marker.name for marker in item.iter_markers()} & kinds
