"""What a lab's charts may be, and what is said of those that are wrong."""

from __future__ import annotations

import msgspec
import pytest

from labs.spec.definition import LabSpec, lab_spec_parse
from tests.labs.spec.test_definition import files, good
from virtlearn.core.problems import Problem

charts = """\

[[charts]]
id = "race"
title.en = "What each start took"
title.es = "Lo que tardó"
kind = "bars"
unit = "ms"
measures = ["start.process", "start.vm"]
labels.en = ["a program", "a machine"]
labels.es = ["un programa", "una máquina"]
after = "compare"

[[charts]]
id = "density"
title.en = "Memory"
title.es = "Memoria"
kind = "line"
unit = "KiB"
series = "density.memory"
across.en = "processes"
across.es = "procesos"
"""
timeline = """\

[[charts]]
id = "ticks"
title.en = "The counter"
title.es = "El contador"
kind = "timeline"
unit = "ms"
series = "migrate.tick"
upwards.en = "tick"
upwards.es = "tick"
shades = [["migrate.gap.from", "migrate.gap.to"]]
shaded.en = ["no number came"]
shaded.es = ["no llegó ningún número"]
"""
first = good.count("\n") + 2  # the line of the first [[charts]]


def parse(text: str) -> tuple[LabSpec | None, list[Problem]]:
    return lab_spec_parse(text, "labs/x/lab.toml", files, {"container"}, ("en", "es"))


def test_good_charts_are_read_whole() -> None:
    spec, problems = parse(good + charts)
    assert problems == []
    assert spec
    race, density = spec.charts
    assert (race.kind, race.measures, race.after) == (
        "bars",
        ("start.process", "start.vm"),
        "compare",
    )
    assert race.labels["es"] == ("un programa", "una máquina")
    assert (density.series, density.across["en"], density.after) == (
        "density.memory",
        "processes",
        None,
    )
    # As revisions and sessions keep it.
    assert msgspec.json.decode(msgspec.json.encode(spec), type=LabSpec) == spec


def test_a_timeline_is_read_whole() -> None:
    spec, problems = parse(good + timeline)
    assert problems == []
    assert spec
    assert spec.charts[0].shades == (("migrate.gap.from", "migrate.gap.to"),)
    assert spec.charts[0].shaded["es"] == ("no llegó ningún número",)
    assert spec.series == {"migrate.tick"}
    drawn = ["migrate.tick.15", "migrate.gap.from", "migrate.gap.to"]
    told = ["migrate.tick", "migrate.ticks.15", "migrate.gap", "migrate.downtime"]
    assert [key for key in told + drawn if spec.is_only_drawn(key)] == drawn
    assert msgspec.json.decode(msgspec.json.encode(spec), type=LabSpec) == spec


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('upwards.es = "tick"\n', "", 7, "upwards has no text in `es`: write `upwards.es = …`"),
        ('series = "migrate.tick"\n', "", 0, "a timeline needs series"),
        ('shaded.en = ["no', 'shaded.en = ["a", "no', 10, "has 2 texts for 1 shades"),
        ('shaded.es = ["no llegó ningún número"]\n', "", 10, "shaded has no text in `es`"),
        ('"migrate.gap.to"]]', '"migrate.gap.to", "x"]]', 9, "shades"),
        (
            'upwards.en = "tick"',
            'across = {en = "a", es = "b"}\nupwards.en = "tick"',
            7,
            "to a line, not",
        ),
    ],
)
def test_one_mistake_in_a_timeline(old: str, new: str, line: int, words: str) -> None:
    assert old in timeline
    spec, problems = parse(good + timeline.replace(old, new, 1))
    assert spec is None
    assert problems
    assert words in problems[0].message
    assert problems[0].line == first + line


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "density"', 'id = "race"', 12, "a chart `race` is there already"),
        ('kind = "bars"', 'kind = "pie"', 4, "write `bars`, `line` or `timeline`, not `pie`"),
        ('title.es = "Lo que tardó"\n', "", 2, "title has no text in `es`"),
        ('across.es = "procesos"\n', "", 18, "across has no text in `es`"),
        ('unit = "ms"\n', "", 0, "charts[1].unit is missing"),
        ('"start.vm"]', '"start.process"]', 6, "stands here twice"),
        ('"start.vm"]', '"Start VM"]', 6, "a measure's key"),
        ('labels.es = ["un programa", ', "labels.es = [", 8, "has 1 texts for 2 measures"),
        (
            'after = "compare"',
            'after = "nothing"',
            9,
            "there is no task `nothing`: write `compare`",
        ),
        ('after = "compare"', 'series = "x"', 9, "series belongs to a line or a timeline, not"),
        ('series = "density.memory"\n', "", 11, "a line needs series"),
        ('measures = ["start.process", "start.vm"]\n', "", 0, "bars need measures"),
        ('series = "density.memory"\n', 'series = "d"\nmeasures = ["a"]\n', 18, "belongs to bars"),
        (
            'after = "compare"',
            'afer = "compare"',
            9,
            "unknown key `charts[1].afer`: write `after`?",
        ),
    ],
)
def test_one_mistake(old: str, new: str, line: int, words: str) -> None:
    assert old in charts
    spec, problems = parse(good + charts.replace(old, new, 1))
    assert spec is None
    assert [(problem.line, problem.path) for problem in problems] == [
        (first + line, "labs/x/lab.toml")
    ]
    assert words in problems[0].message
