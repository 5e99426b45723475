"""The course to start from: it checks clean, in whatever languages and under whatever name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lessons.document.scaffold import course_new
from lessons.document.source import course_read
from lessons.quizzes import registry
from tests.lessons.document.courses import compiled


@pytest.mark.parametrize("languages", [("en", "es"), ("es",), ("es", "en"), ("de", "en"), ("fr",)])
def test_a_new_course_has_no_problem(tmp_path: Path, languages: tuple[str, ...]) -> None:
    folder = tmp_path / "Álgebra 1"
    course_new(folder, languages=languages)
    result = compiled(course_read(folder).files)
    assert result.problems == ()
    assert result.course is not None
    assert result.course.slug == "algebra-1"
    assert result.course.languages == languages


def test_a_new_course_shows_every_kind_of_question(tmp_path: Path) -> None:
    course_new(tmp_path, "my-own", ("en",))
    text = (tmp_path / "lessons/01-first-steps/lesson.en.md").read_text()
    for kind in registry.kinds:
        assert f"{{.{kind} #" in text
    assert 'slug = "my-own"' in (tmp_path / "course.toml").read_text()
    assert os.access(tmp_path / "labs/first-lab/check-say-hello.sh", os.X_OK)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(FileExistsError):
        course_new(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]
