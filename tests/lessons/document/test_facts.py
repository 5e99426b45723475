"""Which statements of a course may have aged."""

from __future__ import annotations

from datetime import date

import pytest

from lessons.document.facts import facts
from tests.lessons.document.courses import compiled, good_files, lesson_en, lesson_es

today = date(2026, 11, 30)


def said(text: str = "", checked: str = "2026-11-29", on: date = today) -> list[str]:
    files = good_files()
    for path in (lesson_en, lesson_es):
        files[path] = files[path].replace(
            b"minutes: 15", b"minutes: 15\nchecked: %s" % checked.encode()
        )
    files[lesson_en] += text.encode()
    found = compiled(files)
    assert found.problems == ()
    assert found.course
    return [each.why for each in facts(found.course, files, on)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\nMost sites had it in March 2024.\n", ["is of 2024"]),
        ("\nThe kernel got it in 2008.\n", []),
        ("\nSince November 2025 it is the default.\n", []),
        ("\nIn 2024 it was so, in 2026 it is otherwise.\n", []),
        ("\n```sh\necho 2024\n```\n", []),
        ("\nThey loop over 2,024 files.\n", []),
    ],
)
def test_a_date_of_the_last_years_ages(text: str, why: list[str]) -> None:
    assert said(text) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "\nDocker 20.10 did so; Docker 29.1 does not.\n",
            ["names Docker 20.10; elsewhere it is 29.1"],
        ),
        ("\nSince Linux 2.6.24 there is one; Linux 6.18 has it.\n", []),
        ("\nIt took QEMU 2.4 s, then QEMU 0.3 s.\n", []),
        (
            '\n``` {.console on="QEMU 7.2"}\n$ echo QEMU 1.0\nQEMU 1.0\n```\n\nQEMU 10.0 is out.\n',
            ["names QEMU 7.2; elsewhere it is 10.0"],
        ),
    ],
)
def test_a_version_below_the_newest_of_its_name_is_told(text: str, why: list[str]) -> None:
    assert said(text) == why


def test_a_lesson_long_unchecked_is_told() -> None:
    assert said(checked="2025-11-30") == []
    assert said(checked="2025-11-29") == ["its facts were last checked on 2025-11-29"]
    assert said(checked="2027-02-28", on=date(2028, 2, 29)) == []


def test_a_lesson_that_says_nothing_is_told() -> None:
    found = compiled(good_files())
    assert found.course
    (only,) = facts(found.course, good_files(), today)
    assert "write `checked: DATE`" in str(only)


def test_a_day_that_there_is_not_is_a_problem_as_are_two_days() -> None:
    files = good_files()
    files[lesson_en] = files[lesson_en].replace(b"minutes: 15", b"minutes: 15\nchecked: 2026-02-30")
    assert any("checked: write a date" in each.message for each in compiled(files).problems)
    files[lesson_en] = files[lesson_en].replace(b"2026-02-30", b"2026-02-03")
    assert any("checked: " in each.message for each in compiled(files).problems)
