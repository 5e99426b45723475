"""Figures that were drawn twice: once for the column, once for a wide window."""

from __future__ import annotations

import re

from tests.lessons.document.courses import compiled, good_files

folder = "lessons/01-first-steps"


def drawn(word: str, width: int) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 90">'
        f"<text>{word}</text></svg>"
    ).encode()


def files_with(figures: dict[str, bytes]) -> dict[str, bytes]:
    files = good_files()
    files |= {f"{folder}/{name}": content for name, content in figures.items()}
    for language in ("en", "es"):
        files[f"{folder}/lesson.{language}.md"] += b'\n![A line.](line.svg "A line.")\n'
    return files


def figure_of(files: dict[str, bytes], language: str = "en") -> str:
    lesson = compiled(files).lessons[folder.partition("-")[2], language]
    found: list[str] = re.findall(
        r'<figure class="figure[^"]*">.*?</figure>', "".join(str(part) for part in lesson.parts)
    )
    return found[-1]


def test_both_are_there_and_say_the_same() -> None:
    files = files_with({"line.svg": drawn("narrow", 360), "line.wide.svg": drawn("wide", 760)})
    assert compiled(files).problems == ()
    html = figure_of(files)
    assert html.startswith('<figure class="figure has-wide">')
    assert html.count('role="img" aria-label="A line."') == 2
    assert re.search(r'<svg class="wide" viewBox="0 0 760 90"[^>]*><text>wide', html)


def test_one_alone_is_an_ordinary_figure() -> None:
    html = figure_of(files_with({"line.svg": drawn("narrow", 360)}))
    assert html.startswith('<figure class="figure">')
    assert html.count("<svg") == 1


def test_a_language_without_its_own_is_told() -> None:
    files = files_with({"line.svg": drawn("narrow", 360), "line.wide.en.svg": drawn("wide", 760)})
    (problem,) = compiled(files).problems
    assert problem.path == f"{folder}/lesson.es.md"
    assert "there is no image `line.wide.es.svg`" in problem.message
