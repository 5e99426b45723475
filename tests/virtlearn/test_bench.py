"""The course that measurements are made on: the one that ships, with one lab alone."""

from __future__ import annotations

from pathlib import Path

from bench.classroom.content import course_copy, lab
from lessons.document.library import course_compile
from lessons.document.source import course_read


def test_the_course_with_one_lab_is_a_course(tmp_path: Path) -> None:
    compiled = course_compile(course_read(course_copy(tmp_path)))
    assert not compiled.problems
    assert compiled.course is not None
    assert [each.slug for each in compiled.course.labs] == [lab]
