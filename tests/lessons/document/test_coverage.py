"""Which claims a course covers."""

from __future__ import annotations

from lessons.document.coverage import Covered, coverage, coverage_lines
from lessons.document.schema import Course
from tests.lessons.document.courses import compiled, good_files, lesson_en, lesson_es


def course_with(attributes: str, claims: int = 2) -> Course:
    """The starter with its claim's attributes, and a count of claims."""
    files = good_files()
    files["course.toml"] = b"claims = %d\n" % claims + files["course.toml"]
    for path in (lesson_en, lesson_es):
        files[path] = files[path].replace(b"#overwrites lab=first-lab", attributes.encode())
    result = compiled(files)
    assert result.problems == ()
    assert result.course
    return result.course


def seen(attributes: str) -> Covered:
    return coverage(course_with(attributes))[0]


def test_a_claim_with_all_of_it_misses_nothing() -> None:
    covered = seen("#overwrites seed=1 lab=first-lab task=say-hello question=which-sign")
    assert covered.missing == ()
    assert covered.runs
    (line,) = coverage_lines((covered,))
    assert line.split() == [
        *("1", "first-steps#where-the-output-goes", "overwrites", "first-lab#say-hello"),
        "which-sign",
    ]


def test_what_is_missing_is_named() -> None:
    assert seen("#overwrites seed=1 question=which-sign").missing == ("experiment",)
    assert seen("#overwrites seed=1 lab=first-lab").missing == ("question",)
    assert seen("#overwrites seed=2 lab=first-lab").missing == (
        *("lesson", "section", "experiment", "question"),
    )
    assert coverage_lines(coverage(course_with("#overwrites lab=first-lab", 1))) == [
        "  1  missing: lesson, section, experiment, question"
    ]


def test_what_cant_be_run_stands_by_its_source_and_is_not_counted_as_run() -> None:
    covered = seen("#overwrites seed=1 lab=none question=which-sign")
    assert covered.missing == ()
    assert not covered.runs
    assert "by its source" in coverage_lines((covered,))[0]


def test_a_course_that_counts_none_covers_none() -> None:
    assert coverage(course_with("#overwrites lab=first-lab", 0)) == ()
