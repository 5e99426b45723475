from __future__ import annotations

from hypothesis import given

from lessons.wizard.compare import compare, pair_pick
from lessons.wizard.model import DecisionModel
from lessons.wizard.reporter import report_make
from tests.lessons.wizard.models import models_answered, small

Case = tuple[DecisionModel, dict[str, str]]


def test_a_comparison_says_who_is_ahead_and_what_rules_out() -> None:
    answers = {"first": "out", "second": "fast"}
    found = compare(small(), answers, report_make(small(), answers, "en"), ("a", "c"), "en")
    assert [(line.criterion, line.lead, line.points) for line in found.lines] == [
        ("speed", 4, 80.0),
        ("safety", -4, 0.0),
        ("price", 0, 0.0),
    ]
    assert [line.criterion for line in found.differing] == ["speed", "safety"]
    assert found.shares == (100.0, 20.0)
    assert [(each.id, each.first, each.second) for each in found.vetoes] == [
        ("no-a", "out", "free"),
        ("no-ab", "out", "condition"),
        ("no-c", "free", "out"),
    ]
    assert [each.answer is not None for each in found.vetoes] == [True, False, False]


@given(models_answered())
def test_the_lines_add_up_to_the_gap_and_turn_with_the_sides(case: Case) -> None:
    model, answers = case
    report = report_make(model, answers, "en")
    first, second, strays = pair_pick(report, "", "")
    assert strays == []
    found = compare(model, answers, report, (first, second), "en")
    assert abs(sum(line.points for line in found.lines) - found.gap) < 1e-6
    turned = compare(model, answers, report, (second, first), "en")
    assert [-line.lead for line in turned.lines] == [line.lead for line in found.lines]
    assert {each.id for each in turned.vetoes} == {each.id for each in found.vetoes}
