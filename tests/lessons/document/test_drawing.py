"""Drawings that follow a lab: cut where a task or a measure decides, faults with their lines."""

from __future__ import annotations

import pytest

from labs.spec.figure import FigureDecl, Mark
from lessons.document.drawing import drawing_read, parts_check
from tests.lessons.document.courses import compiled, good_files, guide_en, lab_toml

lab = "labs/first-lab"
figure = """

[figure]
drawing = "sight.svg"
title = { en = "In sight", es = "A la vista" }
said = { en = "A box.", es = "Una caja." }
parts.TASK = { en = "done", es = "hecho" }
"""


def svg(inner: str, box: str = "0 0 320 160") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">\n{inner}\n</svg>'.encode()


def test_it_is_cut_where_a_task_or_a_measure_decides() -> None:
    drawn = drawing_read(
        svg('<g class="line task-one"/>\n<text>from {measure start.vm} on &lt; {x}</text>')
    )
    assert drawn.problems == ()
    assert drawn.drawing.marks == (Mark("task", "one"), Mark("measure", "start.vm"))
    assert drawn.drawing.pieces == (
        "<g",
        ' class="line task-one"></g> <text>from ',
        " on &lt; {x}</text>",
    )
    assert drawn.lines == {"one": 2, "start.vm": 3}


def test_both_borders_of_a_machine_follow_its_task() -> None:
    drawn = drawing_read(svg('<rect class="vm task-one" x="0" y="0" width="90" height="60"/>'))
    assert drawn.drawing.marks == (Mark("task", "one"),) * 2
    assert [piece.count('class="vm task-one') for piece in drawn.drawing.pieces] == [0, 1, 1]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (svg('<g id="a"/>'), 2, "take the id away"),
        (svg('<g class="task-a task-b"/>'), 2, "an element follows one task"),
        (svg('<text font-size="12">a</text>'), 2, "letters of 12 can't be read"),
        (svg("", "0 0 321 160"), 1, "at most 320 by 165"),
        (svg("", "0 0 320 170"), 1, "at most 320 by 165"),
        (svg("<script/>"), 2, "<script> is not allowed"),
        (b"GIF89a", 1, "not well-formed"),
    ],
)
def test_what_is_wrong_is_told_on_its_line(content: bytes, line: int, message: str) -> None:
    found = drawing_read(content).problems
    assert [(at, text) for at, text in found if message in text] == [(line, found[0][1])]


def test_what_is_drawn_and_what_is_declared_agree() -> None:
    drawn = drawing_read(svg('<g class="task-one"/>\n<g class="task-won"/>'))
    decl = FigureDecl(drawing="a.svg", parts={"one": {}, "two": {}})
    assert [line for line, _ in parts_check(drawn, decl)] == [3, 1]
    told = [message for _, message in parts_check(drawn, decl)]
    assert "`won` is no part of the figure of lab.toml: write `one`" in told[0]
    assert "part `two` is not drawn: write the class task-two" in told[1]


def files_with(figures: dict[str, bytes]) -> dict[str, bytes]:
    """The starter's, whose lab has a figure that follows its first task."""
    files = good_files()
    task = next(iter(compiled(files).course.labs[0].spec.tasks)).id  # type: ignore[union-attr]
    files[lab_toml] += figure.replace("TASK", task).encode()
    for name, content in figures.items():
        files[f"{lab}/{name}"] = content.replace(b"TASK", task.encode())
    return files


def test_each_language_has_its_drawing() -> None:
    of_en, of_es = (svg(f'<g class="task-TASK"/><text>{name}</text>') for name in ("en", "es"))
    found = compiled(files_with({"sight.en.svg": of_en, "sight.es.svg": of_es}))
    assert found.problems == ()
    for language in ("en", "es"):
        drawn = found.guides["first-lab", language].figure
        assert drawn
        assert f"<text>{language}</text>" in drawn.pieces[-1]
    common = compiled(files_with({"sight.svg": of_en}))
    assert common.problems == ()
    assert common.guides["first-lab", "es"].figure == common.guides["first-lab", "en"].figure


def test_a_language_without_its_drawing_is_told() -> None:
    found = compiled(files_with({"sight.en.svg": svg('<g class="task-TASK"/>')}))
    assert [(each.path, each.message) for each in found.problems] == [
        (lab_toml, "draw sight.es.svg, or sight.svg for all languages")
    ]


def test_a_figure_of_the_text_follows_no_task() -> None:
    files = good_files()
    files[f"{lab}/other.svg"] = svg('<g class="line task-one"/>')
    files[guide_en] += b'\n![A box.](other.svg "A box.")\n'
    told = [each.message for each in compiled(files).problems if each.path == guide_en]
    assert any("has parts of tasks" in message for message in told), told
