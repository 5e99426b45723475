"""Every type that is read from the database is known to msgspec before there are threads."""

from __future__ import annotations

import re
from pathlib import Path

import lessons.publishing.selectors
from virtlearn.serving import msgspec_warmup


def test_types_are_those_that_lessons_are_read_as() -> None:
    read = set(
        re.findall(r"type=schema\.(\w+)", Path(lessons.publishing.selectors.__file__).read_text())
    )
    made = set(re.findall(r"schema\.(\w+)", Path(msgspec_warmup.__file__).read_text()))
    assert read
    assert read <= made
    msgspec_warmup.types_ready()
