"""A question on a figure of a course folder: found, inlined, and what is wrong with its line."""

from __future__ import annotations

import pytest

from lessons.document.schema import QuestionPart
from lessons.quizzes.hotspot import HotspotQuestion
from tests.lessons.document.courses import compiled, good_files, lesson_en, lesson_es

figure = "lessons/01-first-steps/ways.svg"


def shown(language: str, files: dict[str, bytes]) -> HotspotQuestion:
    parts = compiled(files).lessons["first-steps", language].parts
    return next(
        part.question
        for part in parts
        if isinstance(part, QuestionPart) and isinstance(part.question, HotspotQuestion)
    )


def test_the_figure_of_each_language_is_inlined() -> None:
    files = good_files()
    drawn = files.pop(figure)
    for language, words in (("en", b"written"), ("es", b"escrito")):
        name = figure.replace(".svg", f".{language}.svg")
        files[name] = drawn.replace(b"hello.txt", words)
    english, spanish = shown("en", files), shown("es", files)
    for found, words in ((english, b"written"), (spanish, b"escrito")):
        assert words.decode() in found.figure
        assert found.figure.startswith('<figure class="figure"><svg viewBox="0 0 360 150" role=')
        assert 'aria-label="' in found.figure
        assert " id=" not in found.figure
        for region in found.regions:
            assert found.figure.count(f'data-spot="{region.id}"') == 1
            assert region.part not in region.id
    assert [region.id for region in english.regions] == [region.id for region in spanish.regions]


def line_of(files: dict[str, bytes], path: str, text: str) -> int:
    """The line of `path` that begins with `text`."""
    lines = files[path].decode().split("\n")
    return next(at for at, line in enumerate(lines, 1) if line.startswith(text))


@pytest.mark.parametrize(
    ("path", "begins", "old", "new", "said"),
    [
        (lesson_en, "![The shell starts", "ways.svg", "steps.svg", "there is no image `steps.svg`"),
        (lesson_en, "![The shell starts", "ways.svg", "a.png", "there is no image `a.png`"),
        (lesson_en, "![The shell starts", "](ways.svg)", "]", "this is no figure"),
        (lesson_en, "- [x] The program {", "#program", "#programs", "write `program`?"),
        (lesson_en, "- [x] The program {", "The program ", "", "`program` needs words"),
        (lesson_es, "``` {.hotspot", "", "", "`program` is wrong here"),
    ],
)
def test_what_is_wrong_is_told_on_its_line(
    path: str, begins: str, old: str, new: str, said: str
) -> None:
    files = good_files()
    at = line_of(files, path, begins)
    lines = files[path].decode().split("\n")
    if old:
        lines[at - 1] = lines[at - 1].replace(old, new)
    else:  # another region is right
        right = next(n for n, line in enumerate(lines) if "[x]" in line and "{#program}" in line)
        wrong = next(n for n, line in enumerate(lines) if "{#shell}" in line)
        lines[right] = lines[right].replace("[x]", "[ ]")
        lines[wrong] = lines[wrong].replace("[ ]", "[x]")
    files[path] = "\n".join(lines).encode()
    problems = compiled(files).problems
    assert [(each.path, each.line) for each in problems if said in each.message] == [(path, at)]


def test_words_for_who_cannot_see_the_figure_must_be_there() -> None:
    files = good_files()
    at = line_of(files, lesson_en, "![The shell starts")
    text = files[lesson_en].decode()
    before = text.split("\n")[at - 1]
    files[lesson_en] = text.replace(before, "![](ways.svg)").encode()
    problems = compiled(files).problems
    assert [(each.line, each.message[:33]) for each in problems] == [
        (at, "this image has no text for those ")
    ]


def test_a_part_that_a_language_lacks_is_told_there() -> None:
    files = good_files()
    files[figure] = files[figure].replace(b' id="file"', b"")
    problems = compiled(files).problems
    at = line_of(files, lesson_en, "- [ ] The file {")
    assert (lesson_en, at) in [(each.path, each.line) for each in problems]
