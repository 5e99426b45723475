"""Units that are words have a name in each language, and figures of sources a place."""

from __future__ import annotations

import pytest

from labs.measurements.presenter import named
from lessons.document.tables import course_file_read, sources_read
from lessons.document.units import figure_name, unit_is_word, unit_name
from tests.lessons.document.courses import compiled, good_files, lesson_en, lesson_es

units = {"words": {"en": "words", "es": "palabras"}}
both = ("en", "es")


@pytest.mark.parametrize("unit", ["", "ms", "MB/s", "%", "×", "KiB"])
def test_a_symbol_is_no_word(unit: str) -> None:
    assert not unit_is_word(unit)


@pytest.mark.parametrize("unit", ["words", "words/s", "veces", "MBs"])
def test_what_is_no_symbol_is_a_word(unit: str) -> None:
    assert unit_is_word(unit)


def test_a_unit_has_the_name_of_the_language_or_its_own() -> None:
    assert unit_name(units, "words", "es") == "palabras"
    assert unit_name(units, "words", "fr") == unit_name({}, "words", "es") == "words"


@pytest.mark.parametrize(
    ("figure", "shown"),
    [("2.3 ms", "2,3 ms"), ("44 words", "44 palabras"), ("1.1.12", "1.1.12"), ("200", "200")],
)
def test_a_figure_is_written_as_its_language_does(figure: str, shown: str) -> None:
    assert figure_name(units, figure, "es") == shown
    assert figure_name(units, figure, "en") == figure


def test_a_unit_without_a_language_and_a_symbol_are_told() -> None:
    head = 'slug = "a"\nlanguages = ["en", "es"]\nlicense = "l"\nauthors = ["a"]\n'
    texts = 'title = {en = "t", es = "t"}\nsummary = {en = "s", es = "s"}\n'
    tables = '[units.words]\nen = "words"\n[units.ms]\nen = "ms"\nes = "ms"\n'
    found = [problem.message for problem in course_file_read(head + texts + tables, "c")[1]]
    assert len(found) == 2
    assert "no text in `es`" in found[0]
    assert "written so in every language" in found[1]


def test_a_figure_without_a_place_or_a_number_is_told() -> None:
    whole = '[a]\ntitle = "t"\nauthors = ["a"]\nyear = 2020\ntaken = {en = "t", es = "t"}\n'
    lines = 'figures."2 ms" = {en = "page 3"}\nfigures.many = {en = "p", es = "p"}\n'
    found = [problem.message for problem in sources_read(whole + lines, "s", both)[1]]
    assert len(found) == 2
    assert "no text in `es`" in found[0]
    assert "`many` is none" in found[1]


def claim_files(added: str, line: str) -> dict[str, bytes]:
    """The good course whose claim has a measure with `added`, and a line more."""
    files = good_files()
    old = b"#overwrites lab=first-lab"
    for path in (lesson_en, lesson_es):
        files[path] = files[path].replace(old, old + f" measure=start.vm {added}".encode())
        files[path] = files[path].replace(b"\nholds:", f"{line}\nholds:".encode(), 1)
    return files


def test_a_claims_unit_is_a_word_that_the_course_names() -> None:
    files = claim_files("unit=words predict=number", "")
    found = compiled(files)
    wanted = "`words` is a word: course.toml must say what it is in each language"
    assert len(found.problems) == 2
    assert all(wanted in problem.message for problem in found.problems)
    files["course.toml"] += b'\n[units.words]\nen = "words"\nes = "palabras"\n'
    found = compiled(files)
    assert found.problems == ()
    assert found.course
    named = {
        language: next(claim for claim in lesson.claims if claim.unit)
        for (_slug, language), lesson in found.lessons.items()
        if any(claim.unit for claim in lesson.claims)
    }
    assert {language: claim.unit_name for language, claim in named.items()} == {
        "en": "words",
        "es": "palabras",
    }


def test_a_published_figure_has_its_place_in_the_source() -> None:
    files = claim_files("unit=ms predict=number", "\npublished: 7 ms @posix-shell")
    found = [problem.message for problem in compiled(files).problems]
    assert len(found) == 2
    assert all("where `posix-shell` states 7 ms" in message for message in found)
    files["sources.toml"] += b'figures."7 ms" = { en = "table 1", es = "tabla 1" }\n'
    assert compiled(files).problems == ()


def test_a_charts_unit_is_a_word_that_the_course_names() -> None:
    files = good_files()
    chart = (
        '\n[[charts]]\nid = "c"\ntitle = {en = "T", es = "T"}\nkind = "bars"\nunit = "words"\n'
        'measures = ["a.b"]\n'
    )
    lab = "labs/first-lab/lab.toml"
    line = files[lab].count(b"\n") + 1 + 5
    files[lab] += chart.encode()
    (problem,) = compiled(files).problems
    assert (problem.path, problem.line) == (lab, line)
    assert "course.toml must say what it is" in problem.message
    files["course.toml"] += b'\n[units.words]\nen = "words"\nes = "palabras"\n'
    found = compiled(files)
    assert found.problems == ()
    assert found.course
    (decl,) = found.course.labs[0].spec.charts
    assert named(decl, "es").unit == "palabras"
    assert named(decl, "fr").unit == decl.unit == "words"
    files[lab] += b'unit_names = {en = "w", es = "p"}\n'
    assert any("under [units]" in each.message for each in compiled(files).problems)
