"""What a lab may keep in sight, and what is said of a figure that is wrong."""

from __future__ import annotations

import msgspec
import pytest

from labs.spec.definition import LabSpec, lab_spec_parse
from tests.labs.spec.test_charts import charts
from tests.labs.spec.test_definition import files, good
from virtlearn.core.problems import Problem

drawing = """\

[figure]
drawing = "sight.svg"
title.en = "Whose kernel"
title.es = "De quién es el núcleo"
said.en = "Two boxes."
said.es = "Dos cajas."

[figure.parts]
read-version.en = "the host answered"
read-version.es = "respondió el anfitrión"
"start.vm".en = "a machine starts in"
"start.vm".es = "una máquina arranca en"
"""
chart = '\n[figure]\nchart = "race"\n'
first = good.count("\n") + 2  # the line of [figure]
drawn = {"sight.en.svg", "sight.es.svg"}


def parse(text: str, more: set[str] = drawn) -> tuple[LabSpec | None, list[Problem]]:
    return lab_spec_parse(text, "labs/x/lab.toml", files | more, {"container"}, ("en", "es"))


@pytest.mark.parametrize("more", [drawn, {"sight.svg"}])
def test_a_drawing_is_read_whole(more: set[str]) -> None:
    spec, problems = parse(good + drawing, more)
    assert problems == []
    assert spec
    assert spec.figure
    assert spec.figure.drawing == "sight.svg"
    assert spec.figure.parts["start.vm"]["es"] == "una máquina arranca en"
    # As revisions and sessions keep it.
    assert msgspec.json.decode(msgspec.json.encode(spec), type=LabSpec) == spec


def test_a_chart_is_read_whole() -> None:
    spec, problems = parse(good + charts + chart)
    assert problems == []
    assert spec
    assert spec.figure
    assert spec.figure.chart == "race"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('drawing = "sight.svg"', "", 0, "either a drawing or a chart"),
        ('drawing = "sight.svg"', 'drawing = "other.svg"', 1, "draw other.en.svg, or other.svg"),
        ('drawing = "sight.svg"', 'drawing = "../sight.svg"', 1, "an SVG in the lab's folder"),
        ('title.es = "De quién es el núcleo"\n', "", 2, "title has no text in `es`"),
        ('said.en = "Two boxes."\nsaid.es = "Dos cajas."\n', "", 0, "a drawing needs said"),
        ('read-version.es = "respondió el anfitrión"\n', "", 8, "read-version has no text in `es`"),
        ("read-version.", "read-vision.", 8, "neither a task of this lab nor measured in it"),
        ('"start.vm".', '"begin.vm".', 10, "neither a task of this lab nor measured in it"),
    ],
)
def test_one_mistake(old: str, new: str, line: int, words: str) -> None:
    assert old in drawing
    spec, problems = parse(good + drawing.replace(old, new))
    assert spec is None
    found = [each for each in problems if words in each.message]
    assert found, problems
    assert first <= found[0].line <= first + line + 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (charts + chart.replace("race", "rice"), "there is no chart `rice`: write `race`"),
        (charts + chart + 'title.en = "x"\ntitle.es = "x"\n', "title belongs to a drawing"),
        (charts.replace("a program", "a program with a name that is far too long") + chart, "room"),
        (
            charts.replace('["start.process", ', '["a", "b", "c", "d", "e", "start.process", ')
            .replace('labels.en = ["a program", "a machine"]\n', "")
            .replace('labels.es = ["un programa", "una máquina"]\n', "")
            + chart,
            "at most 6 bars fit",
        ),
    ],
)
def test_one_mistake_in_a_chart(text: str, words: str) -> None:
    spec, problems = parse(good + text)
    assert spec is None
    assert [each for each in problems if words in each.message], problems


def test_a_figure_is_a_table() -> None:
    spec, problems = parse("figure = 1\n" + good)
    assert spec is None
    assert "write a table" in problems[0].message
