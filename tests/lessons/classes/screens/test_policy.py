"""Who shows their screens."""

from __future__ import annotations

import pytest

from lessons.classes.screens.policy import Setting, may_show
from lessons.models import Class


@pytest.mark.parametrize(
    ("setting", "answer", "shown"),
    [
        ("off", True, False),
        ("off", None, False),
        ("ask", None, False),
        ("ask", True, True),
        ("ask", False, False),
        ("on", None, True),
        ("on", True, True),
        ("on", False, False),
    ],
)
def test_the_class_sets_it_and_a_no_always_holds(
    setting: str, answer: bool | None, shown: bool
) -> None:
    assert may_show(setting, answer, guest=False) is shown
    assert may_show(setting, answer, guest=True) is False


def test_the_settings_are_those_of_the_rows() -> None:
    assert list(Setting) == list(Class.Screens.values)
