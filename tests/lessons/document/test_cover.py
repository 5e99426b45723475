"""Pictures at the heads of lessons: read from the lesson's folder, without words."""

from __future__ import annotations

import pytest

from tests.lessons.document.courses import compiled, good_files

folder = "lessons/01-first-steps"


def drawn(inner: str, box: str = "0 0 240 120") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">\n{inner}\n</svg>'.encode()


def test_a_lesson_has_one_where_its_folder_has() -> None:
    files = good_files()
    slug = folder.partition("-")[2]
    assert compiled(files).lessons[slug, "en"].cover is None
    files[f"{folder}/cover.svg"] = drawn('<circle class="vm" cx="9" cy="9" r="4"/>')
    found = compiled(files)
    assert found.problems == ()
    for language in ("en", "es"):
        cover = found.lessons[slug, language].cover
        assert cover
        assert cover.inner == '<circle class="vm" cx="9" cy="9" r="4"></circle>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (drawn("<text>word</text>"), "a cover has no words"),
        (drawn("", "0 0 100 100"), 'draw a cover on viewBox="0 0 240 120"'),
        (drawn("<script/>"), "<script> is not allowed"),
    ],
)
def test_what_is_wrong_with_one_is_told(content: bytes, message: str) -> None:
    files = good_files()
    files[f"{folder}/cover.svg"] = content
    problems = compiled(files).problems
    assert [each.path for each in problems] == [f"{folder}/cover.svg"]
    assert message in problems[0].message


def test_other_figures_may_have_words() -> None:
    files = good_files()
    files[f"{folder}/other.svg"] = drawn("<text>word</text>", "0 0 100 100")
    assert compiled(files).problems == ()
