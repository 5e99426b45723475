"""Exports: numbers keep their digits, pictures go along, and what has no form is named."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.document.library import course_compile
from lessons.document.schema import QuestionPart
from lessons.document.source import CourseSource
from lessons.exchange.exports import questions_export
from lessons.exchange.losses import Form, held
from lessons.exchange.proof import course_file, head
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.decimals import decimal_read, float_text
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion
from tests.lessons.exchange.support import compiled, gift_text, imported
from tests.lessons.quizzes.support import question

forms: tuple[Form, ...] = get_args(Form)
png = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac"
    b"\xfc\xcf\xc0P\x0f\0\4\x85\1\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
)
svg = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="5" height="5"/></svg>'
)


def back(form: Form, found: Question) -> Question:
    (made,) = compiled(imported(questions_export(form, "x", [("q", found)], {}).data))
    return made


@pytest.mark.parametrize("form", forms)
@pytest.mark.parametrize("value", [1e-9, 2147483648, 0.1, 1e21, -5e-11, 123456789.123456, 0])
def test_a_number_comes_back_as_it_was(form: Form, value: float) -> None:
    found = question("numeric", f"Q\n= {value!r}", tolerance="5%")
    made = back(form, found)
    assert isinstance(made, NumericQuestion)
    assert made.value == value
    assert made.tolerance == pytest.approx(0.05 * abs(value), rel=1e-15)


def test_a_small_number_is_not_nothing() -> None:
    text = gift_text("x", [("q", question("numeric", "Q\n= 1e-9", tolerance="5%"))])
    assert "#1e-9:5e-11" in text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_the_shortest_text_is_exact(value: float) -> None:
    text = float_text(value)
    assert float(text) == value
    assert len(text) <= 25
    if abs(value) > 1e-300 or not value:
        assert decimal_read(text)[0] == Decimal(repr(value))


@pytest.mark.parametrize("form", forms)
@pytest.mark.parametrize(
    "words", ["<b>", "a<b", "&amp;", r"printf 'a\nb'", "1*2*3", "a=b~c#d{e}", 'say "x"', r"C:\new"]
)
def test_typed_words_come_back_as_they_were(form: Form, words: str) -> None:
    made = back(form, question("short", f"Q\n= {words}"))
    assert isinstance(made, ShortQuestion)
    assert [each.pattern for each in made.accepted] == [words]


@pytest.mark.parametrize("form", ["moodle", "qti", "qti3"])
@pytest.mark.parametrize("words", ["<b>", "&amp;", "a*b", "a}b#c~d", '"x"'])
def test_gaps_come_back_in_their_places(form: Form, words: str) -> None:
    found = question("cloze", f"One [[{words}]] and [[*two|three]] more.")
    made = back(form, found)
    assert isinstance(made, ClozeQuestion)
    assert made.prompt == found.prompt
    assert made.gaps[0].accepted == (words,)
    assert made.gaps[1].solution == "two"


def pictured() -> tuple[list[tuple[str, Question]], dict[str, bytes]]:
    """A question with a picture in its text and a drawing, and the course's pictures."""
    text = head + (
        "``` {.quiz #q}\nSee ![a *dot*](dot.png) and this:\n\n![A square](square.svg)\n\n"
        "| a | b |\n| --- | --- |\n| 1 | `x` |\n\n"
        "- [x] ![a dot](dot.png) yes\n- [ ] no\n```\n"
    )
    folder = "lessons/01-page"
    files = {
        "course.toml": course_file,
        f"{folder}/lesson.en.md": text.encode(),
        f"{folder}/dot.png": png,
        f"{folder}/square.svg": svg,
    }
    made = course_compile(CourseSource(files), kinds=())
    assert made.problems == ()
    parts = made.lessons["page", "en"].parts
    found = [("q", part.question) for part in parts if isinstance(part, QuestionPart)]
    return found, dict(made.assets)


@pytest.mark.parametrize("form", ["moodle", "qti", "qti3"])
def test_pictures_go_along_and_come_back(form: Form) -> None:
    questions, assets = pictured()
    found = imported(questions_export(form, "x", questions, assets).data)
    assert found.left == []
    assert found.blocks[0].notes == ()
    assert sorted(found.files.values()).count(png) == 1
    assert len(found.files) == 2
    (made,) = compiled(found)
    assert made.prompt.count("<table>") == 1
    assert made.prompt.count("<img ") == 1
    assert made.prompt.count("<rect ") == 1
    assert 'aria-label="A square"' in made.prompt


def test_gift_names_its_pictures() -> None:
    questions, assets = pictured()
    text = questions_export("gift", "x", questions, assets).data.decode()
    assert text.count("which has to be put there by hand") == 2


full = question(
    "short",
    "Q\n= one :: yes\n= /x+/\n~ two :: no {misconception=m}\n? hint",
    points="2",
    attempts="1",
    case="true",
)


@pytest.mark.parametrize(
    ("form", "lost"),
    [
        (
            "gift",
            [
                *("its hints (1)", "its points (2)", "its attempts (1)", "tags of misconceptions"),
                *("its expressions", "that case counts"),
            ],
        ),
        ("moodle", ["its attempts (1)", "tags of misconceptions", "its expressions"]),
        (
            "qti",
            [
                *("its hints (1)", "its points (2)", "its attempts (1)", "tags of misconceptions"),
                *("its expressions", "what is said of foreseen mistakes"),
                "what is said of right answers",
            ],
        ),
    ],
)
def test_what_has_no_form_there_is_named(form: Form, lost: list[str]) -> None:
    assert held(full, form)[1] == lost
    data = questions_export(form, "x", [("q", full)], {}).data
    if form == "qti":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read("left-out.txt")
    for each in lost:
        assert each in data.decode()
