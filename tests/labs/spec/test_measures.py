from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.spec.definition import LabSpec, lab_spec_parse
from labs.spec.measures import MeasureDecl, refusal
from virtlearn.core.problems import Problem

loop = MeasureDecl(key="loop.container", unit="ms", least=1, most=600)
ticks = MeasureDecl(key="migrate.tick.*", unit="ms", least=-5, most=5)
declared = (loop, ticks)
lab = """\
minutes = 20

[[machines]]
name = "main"
kind = "container"

[[tasks]]
id = "one"
check = "check.sh"
solve = "solve.sh"
measures = [{measures}]
"""


def parse(measures: str) -> tuple[LabSpec | None, list[Problem]]:
    text = lab.replace("{measures}", measures)
    return lab_spec_parse(text, "lab.toml", {"check.sh", "solve.sh"}, {"container"})


def test_measures_are_read() -> None:
    spec, problems = parse(
        '{ key = "a.b", unit = "ms", least = -1, most = 3 }, { key = "c.*", most = 2.5 }'
    )
    assert problems == []
    assert spec
    assert spec.tasks[0].measures == (
        MeasureDecl(key="a.b", unit="ms", least=-1, most=3),
        MeasureDecl(key="c.*", most=2.5),
    )


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ('{ key = "start.vm", most = 1 }', "is the platform's own"),
        ('{ key = "memory.x", most = 1 }', "is the platform's own"),
        ('{ key = "platform.x", most = 1 }', "is the platform's own"),
        ('{ key = "a", most = 1 }, { key = "a", most = 2 }', "a is declared twice"),
        ('{ key = "a", least = 2, most = 2 }', "least must be below most"),
        ('{ key = "a", most = nan }', "least must be below most"),
        ('{ key = "a" }', "most"),
        ('{ key = "A", most = 1 }', "a measure's key"),
        ('{ key = "a.*.b", most = 1 }', "a measure's key"),
        ('"a"', "measures"),
    ],
)
def test_a_mistake_is_said_on_its_line(measures: str, words: str) -> None:
    spec, problems = parse(measures)
    assert spec is None
    assert [problem.line for problem in problems] == [11]
    assert words in problems[0].message


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [("loop.container", 1, "ms"), ("loop.container", 600, "ms"), ("migrate.tick.17", -5, "ms")],
)
def test_what_is_declared_is_taken(key: str, value: float, unit: str) -> None:
    assert refusal(declared, key, value, unit) == ""


@pytest.mark.parametrize(
    ("key", "value", "unit", "words"),
    [
        ("loop.container", 0.99, "ms", "not between 1 and 600"),
        ("loop.container", 600.01, "ms", "not between 1 and 600"),
        ("loop.container", math.nan, "ms", "not between"),
        ("loop.container", math.inf, "ms", "not between"),
        ("loop.container", 5, "s", "is in s, and is declared in ms"),
        ("loop.container", 5, "", "is in no unit"),
        ("loop.vm", 5, "ms", "no measure that the task declares"),
        ("migrate.tick", 1, "ms", "no measure that the task declares"),
        ("migrate.tick.", 1, "ms", "no measure that the task declares"),
        ("migrate.tick.x", 1, "ms", "no measure that the task declares"),
        ("migrate.tick.1.2", 1, "ms", "no measure that the task declares"),
        ("migrate.tick.²", 1, "ms", "no measure that the task declares"),
        ("start.vm", 5, "ms", "platform's own"),
    ],
)
def test_what_is_not_declared_is_refused(key: str, value: float, unit: str, words: str) -> None:
    assert words in refusal(declared, key, value, unit)


@given(st.floats(), st.sampled_from([loop, ticks]))
def test_only_numbers_between_the_bounds_are_taken(value: float, measure: MeasureDecl) -> None:
    taken = not refusal((measure,), measure.key.replace("*", "3"), value, "ms")
    assert taken == (measure.least <= value <= measure.most)
