"""Where a course can have files, and which file is which page."""

from __future__ import annotations

import pytest

from lessons.editing.core.paths import page_of, path_fault, translations

here = ("course.toml", "lessons/01-first/lesson.en.md", "lessons/01-first/lesson.es.md")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("lessons/02-next/lesson.en.md", ""),
        ("lessons/01-first/layers.PNG", ""),
        ("glossary.toml", ""),
        ("", "name"),
        ("/course.toml", "name"),
        ("lessons//a.md", "name"),
        ("lessons/../../a.md", "name"),
        ("lessons/.hidden/a.md", "name"),
        ("lessons\\a.md", "name"),
        ("a\n.md", "name"),
        (f"{'a' * 200}.md", "name"),
        ("a.exe", "kind"),
        ("noending", "kind"),
        ("1/2/3/4/5/6/7/a.md", "deep"),
        ("course.toml", "taken"),
        ("course.toml/a.md", "taken"),
        ("lessons.md", ""),
    ],
)
def test_where_a_file_can_lie(path: str, fault: str) -> None:
    assert path_fault(path, here) == fault


def test_a_file_does_not_take_the_place_of_a_folder() -> None:
    assert path_fault("a.md", ("a.md/b.md",)) == "taken"


def test_pages_and_their_translations() -> None:
    assert page_of(here[1]) == ("lesson", "first", "en")
    assert page_of("labs/two-kernels/lab.es.md") == ("guide", "two-kernels", "es")
    for other in (
        "course.toml",
        "lessons/01-first/notes.md",
        "labs/a/lesson.en.md",
        "lessons/x.md",
    ):
        assert page_of(other) is None
    assert translations(here[1], here) == {"en": here[1], "es": here[2]}
    assert translations("course.toml", here) == {}
