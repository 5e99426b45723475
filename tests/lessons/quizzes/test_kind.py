"""What each kind of question says of itself: its templates are there, its forms its own."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.template.loader import get_template

from lessons.quizzes.registry import kinds, scripts

static = Path(__file__).parents[3] / "static"
templates = ("above", "fields", "given", "partly", "solution", "book")


@pytest.mark.parametrize("name", kinds)
def test_its_templates_are_there(name: str) -> None:
    fragments = msgspec.structs.asdict(kinds[name].fragments)
    named = [fragments[each] for each in templates if fragments[each]]
    assert {"fields", "given", "solution", "book"} <= {key for key in fragments if fragments[key]}
    for each in named:
        assert get_template(each)


def test_scripts_are_of_what_is_worked_by_pointer() -> None:
    assert scripts == ("js/hotspot.js", "js/order.js")
    assert all((static / script).is_file() for script in scripts)
    assert {name for name, kind in kinds.items() if kind.fragments.script} == {"hotspot", "order"}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("chosen", {"quiz", "hotspot", "match", "order"}),
        ("typed", {"estimate", "machine", "numeric", "short"}),
    ],
)
def test_which_are_chosen_and_which_typed(said: str, names: set[str]) -> None:
    assert {name for name, kind in kinds.items() if getattr(kind, said)} == names


def test_what_their_fragments_hold() -> None:
    own = {name: kind.fragments for name, kind in kinds.items()}
    assert {name for name in own if own[name].fields_have_prompt} == {"cloze"}
    assert {name for name in own if own[name].solution_has_answer} == {
        *("quiz", "hotspot", "match", "order"),
    }


def test_output_alone_takes_a_long_answer() -> None:
    assert {name: kind.answer_most for name, kind in kinds.items() if kind.answer_most != 200} == {
        "output": 2000
    }


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("quiz", {"choices"}),
        ("cloze", {"gaps"}),
        ("estimate", {"graded"}),
        ("hotspot", {"places"}),
        ("machine", set()),
        ("match", {"pairs"}),
        ("numeric", {"number"}),
        ("order", {"order"}),
        ("output", {"lines"}),
        ("short", {"words"}),
    ],
)
def test_which_forms_of_others_become_it(name: str, forms: set[str]) -> None:
    assert set(kinds[name].taken) == forms
