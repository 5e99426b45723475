"""When a class is about to start its labs together: around the opening, or the teacher's start."""

from __future__ import annotations

import pytest

from lessons.assignments.access.lab_hour import is_expected
from lessons.assignments.access.rule import Mode, Rule
from tests.lessons.assignments.access.rules import at, by, wall

hour = Rule(release=wall("03-09 10:00"), due=by("03-09 12:00"))
synchronised = Rule(
    release=wall("03-09 10:00"), due=by("03-09 18:00"), time_limit=60, mode=Mode.SYNCHRONISED
)


@pytest.mark.parametrize(
    ("rule", "started", "moment", "expected"),
    [
        (hour, None, "03-09 09:49", False),
        (hour, None, "03-09 09:50", True),
        (hour, None, "03-09 10:20", True),
        (hour, None, "03-09 10:21", False),
        (synchronised, None, "03-09 11:30", True),
        (synchronised, None, "03-09 12:01", False),
        (synchronised, "03-09 12:10", "03-09 12:30", True),
        (synchronised, "03-09 12:10", "03-09 12:31", False),
        (Rule(release=wall("03-09 10:00"), due=by("03-16 10:00")), None, "03-09 10:00", False),
        (Rule(release=wall("03-09 10:00"), time_limit=30), None, "03-09 10:00", True),
        (Rule(due=by("03-09 12:00"), time_limit=30), None, "03-09 10:00", False),
    ],
)
def test_when_a_class_comes(rule: Rule, started: str | None, moment: str, expected: bool) -> None:
    assert is_expected(rule, at(started) if started else None, at(moment)) is expected
