"""Every type that is read from the database is known to msgspec before there are threads."""

from __future__ import annotations

import re
from pathlib import Path

import lessons.selectors
from virtlearn import warm


def test_types_are_those_that_lessons_are_read_as() -> None:
    read = set(re.findall(r"type=schema\.(\w+)", Path(lessons.selectors.__file__).read_text()))
    made = set(re.findall(r"schema\.(\w+)", Path(warm.__file__).read_text()))
    assert read
    assert read <= made
    warm.types_ready()
