"""The course that measurements are made on: the one that ships, with one lab alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.classroom.content import class_minutes, course_copy, lab
from bench.images import unique
from lessons.document.library import course_compile
from lessons.document.source import course_read


@pytest.mark.slow("compiles the course that ships, changed")
def test_the_course_with_one_lab_is_a_course(tmp_path: Path) -> None:
    compiled = course_compile(course_read(course_copy(tmp_path)))
    assert not compiled.problems
    assert compiled.course is not None
    assert [each.slug for each in compiled.course.labs] == [lab]


@pytest.mark.slow("compiles the course that ships, changed")
def test_the_class_has_less_time_than_the_lab_gives(tmp_path: Path) -> None:
    compiled = course_compile(course_read(course_copy(tmp_path, class_minutes)))
    assert compiled.course is not None
    (made,) = compiled.course.labs
    assert {name: getattr(made.spec, name) for name in class_minutes} == class_minutes


def test_a_time_that_the_lab_has_not_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="weeks"):
        course_copy(tmp_path, {"weeks": 1})


def test_layers_of_several_images_count_once() -> None:
    base = {"Id": "<missing>", "Created": 1, "CreatedBy": "debian", "Size": 100}
    other = {"Id": "<missing>", "Created": 2, "CreatedBy": "debian", "Size": 40}
    step = {"Id": "sha256:a", "Created": 3, "CreatedBy": "RUN", "Size": 5}
    again = {"Id": "sha256:b", "Created": 3, "CreatedBy": "RUN", "Size": 7}
    found = unique([[step, base], [again, base], [other]])
    assert sorted(found.values()) == [5, 7, 40, 100]
