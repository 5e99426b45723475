from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.wizard.model import DecisionModel
from lessons.wizard.recommend import rank, reasons, recommend, trade_offs
from tests.lessons.wizard.models import models, models_answered, shipped, small

Case = tuple[DecisionModel, dict[str, str]]


def shares(model: DecisionModel, answers: dict[str, str]) -> dict[str, float]:
    return {each.alternative: each.share for each in recommend(model, answers).standings}


def test_a_share_is_the_weighted_sum_of_what_could_be_reached() -> None:
    # speed 5, safety 0: 5×5/25, 5×3/25, 5×1/25
    assert shares(small(), {"second": "fast"}) == {"a": 100.0, "b": 60.0, "c": 20.0}


def test_without_answers_each_criterion_has_its_own_weight() -> None:
    assert shares(small(), {}) == {"a": 60.0, "b": 60.0, "c": 60.0}


def test_of_two_answers_the_higher_weight_counts() -> None:
    model = small()
    second = model.questions[1]
    twice = msgspec.structs.replace(
        model, questions=(second, msgspec.structs.replace(second, id="again"))
    )
    weights = recommend(twice, {"second": "fast", "again": "safe"}).weights
    assert weights == {"speed": 5, "safety": 5, "price": 0}


def test_a_veto_beats_the_highest_total() -> None:
    recommendation = recommend(small(), {"first": "out", "second": "fast"})
    assert recommendation.advice == ("b",)
    assert [(each.question, each.answer) for each in recommendation.excluded["a"]] == [
        ("first", "out")
    ]


def test_everything_can_be_ruled_out() -> None:
    recommendation = recommend(small(), {"first": "out", "third": "out"})
    assert recommendation.advice == ()
    assert set(recommendation.excluded) == {"a", "b", "c"}
    assert reasons(recommendation) == ()
    assert trade_offs(recommendation) == ()


@pytest.mark.parametrize(("tie", "advice"), [(40.0, ("a",)), (40.1, ("a", "b"))])
def test_a_gap_below_the_tie_is_one(tie: float, advice: tuple[str, ...]) -> None:
    model = msgspec.structs.replace(small(), tie=tie)
    assert recommend(model, {"second": "fast"}).advice == advice


def test_all_who_tie_with_the_first_are_named() -> None:
    found = recommend(small(), {})
    assert [each.share for each in found.standings] == [60.0, 60.0, 60.0]
    assert found.advice == ("a", "b", "c")


def test_a_condition_is_told_of_what_passes_on_it_alone() -> None:
    model = small()
    asked = msgspec.structs.replace(
        model.questions[0],
        answers=(msgspec.structs.replace(model.questions[0].answers[0], vetoes=("no-ab",)),),
    )
    model = msgspec.structs.replace(model, questions=(asked, model.questions[2]))
    told = recommend(model, {"first": "plain"}).conditions
    assert [(each.alternative, each.veto) for each in told] == [("c", "no-ab")]
    assert recommend(model, {"first": "plain", "third": "out"}).conditions == ()


def test_reasons_are_what_adds_most_and_trade_offs_what_the_second_does_better() -> None:
    model = msgspec.structs.replace(small(), tie=0.0)
    recommendation = recommend(model, {"first": "out", "second": "safe"})
    assert recommendation.advice == ("c",)
    assert [each.criterion for each in reasons(recommendation)] == ["safety"]
    (weak,) = trade_offs(recommendation)
    assert (weak.criterion, weak.score, weak.other) == ("speed", 1, 3)


def test_answers_that_the_model_does_not_know_change_nothing() -> None:
    assert recommend(small(), {"first": "no such", "nowhere": "plain"}) == recommend(small(), {})


@given(models_answered())
def test_shares_are_bounded_and_add_up(case: Case) -> None:
    recommendation = recommend(*case)
    for standing in recommendation.standings:
        assert 0 <= standing.share <= 100
        assert sum(part.points for part in standing.parts) == pytest.approx(standing.share)


@given(models_answered())
def test_what_is_vetoed_never_wins(case: Case) -> None:
    model, answers = case
    recommendation = recommend(model, answers)
    standing = {each.alternative for each in recommendation.standings}
    assert standing.isdisjoint(recommendation.excluded)
    assert standing | set(recommendation.excluded) == {each.id for each in model.alternatives}
    assert standing.issuperset(recommendation.advice)
    assert bool(recommendation.advice) == bool(standing)


@given(models(), st.floats(0.01, 100))
def test_only_the_ratio_of_weights_counts(model: DecisionModel, factor: float) -> None:
    weights = {each.id: float(each.weight) for each in model.criteria}
    scaled = {name: weight * factor for name, weight in weights.items()}
    before = {each.alternative: each.share for each in rank(model, weights, [*model.alternatives])}
    after = {each.alternative: each.share for each in rank(model, scaled, [*model.alternatives])}
    assert after == pytest.approx(before)


@given(models_answered())
def test_the_ranking_falls(case: Case) -> None:
    found = [round(each.share, 9) for each in recommend(*case).standings]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("persona", shipped().personas, ids=lambda each: each.id)
def test_the_personas_of_the_course_get_what_they_need(persona: object) -> None:
    expected = {
        "trusted-ci": {"oci"},
        "windows-application": {"kvm"},
        "windows-on-rented-machines": {"kvm"},
        "untrusted-functions": {"microvm"},
        "hostile-without-hardware": {"gvisor"},
        "classroom": {"lxc", "oci"},
        "database-24x7": {"kvm"},
        "kernel-module": {"kvm"},
        "kubernetes-teams": {"microvm", "nested", "kvm"},
        "io-database": {"lxc"},
        "confidential-records": {"kvm"},
        "services-on-rented-machines": {"oci"},
        "own-gpu-without-virtualization": {"metal"},
        "simulation": {"metal"},
        "box-at-the-edge": {"oci"},
        "strangers-in-rented-machines": {"microvm", "gvisor"},
        "customers-with-their-stacks": {"nested", "microvm", "kvm"},
        "kernel-course": {"kvm"},
        "small-company": {"lxc"},
        "firewall": {"metal"},
    }
    assert {each.id for each in shipped().personas} == set(expected)
    found = next(each for each in shipped().personas if each == persona)
    assert set(recommend(shipped(), found.answers).advice) == expected[found.id]


def test_a_model_survives_json() -> None:
    stored = msgspec.json.encode(shipped())
    assert msgspec.json.decode(stored, type=DecisionModel) == shipped()


@given(models())
def test_any_model_survives_json(model: DecisionModel) -> None:
    assert msgspec.json.decode(msgspec.json.encode(model), type=DecisionModel) == model


def test_a_weight_set_by_hand_counts_whatever_was_answered() -> None:
    found = recommend(small(), {"second": "fast"}, {"speed": 0, "safety": 1, "nothing": 5})
    assert found.weights == {"speed": 0, "safety": 1, "price": 0}
    assert found.advice == ("c",)
