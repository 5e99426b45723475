from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.wizard.model import DecisionModel
from lessons.wizard.recommend import rank, recommend
from lessons.wizard.sensitivity import Flip, WeightTurn, flips, relaxations, weight_turns
from tests.examples import examples
from tests.lessons.wizard.models import models_answered, shipped, small, weights_of_any

Case = tuple[DecisionModel, dict[str, str]]


def test_a_flip_names_the_answer_and_what_follows_from_it() -> None:
    found = flips(small(), {"second": "fast"})
    assert Flip(question="second", before="fast", answer="safe", advice=("c",)) in found
    assert Flip(question="first", before="", answer="out", advice=("b",)) in found


def test_an_answer_that_leaves_nothing_is_a_flip_to_nothing() -> None:
    found = flips(small(), {"first": "out", "second": "fast"})
    assert Flip(question="third", before="", answer="out", advice=()) in found


@given(models_answered())
def test_whoever_follows_a_flip_gets_other_advice(case: Case) -> None:
    model, answers = case
    now = recommend(model, answers)
    for flip in flips(model, answers):
        then = recommend(model, {**answers, flip.question: flip.answer})
        assert then.advice == flip.advice
        assert set(then.advice) != set(now.advice)
        assert not then.advice or then.advice[0] not in now.advice
        assert flip.answer != answers.get(flip.question)


@given(models_answered())
def test_no_flip_is_missed(case: Case) -> None:
    model, answers = case
    now = recommend(model, answers).advice
    told = {(flip.question, flip.answer) for flip in flips(model, answers)}
    for question in model.questions:
        for answer in question.answers:
            then = recommend(model, {**answers, question.id: answer.id}).advice
            if now and (not then or then[0] not in now):
                assert (question.id, answer.id) in told


def test_every_flip_of_the_personas_is_true() -> None:
    for persona in shipped().personas:
        now = set(recommend(shipped(), persona.answers).advice)
        for flip in flips(shipped(), persona.answers):
            then = recommend(shipped(), {**persona.answers, flip.question: flip.answer}).advice
            assert set(then) != now


def test_what_to_relax_is_what_stands_in_the_way_of_the_nearest() -> None:
    answers = {"guest": "other", "virtualization": "none", "start": "any"}
    nearest = relaxations(shipped(), answers)
    # KVM and M lack virtualization alone; O, L, G lack Linux alone; N lacks both.
    assert [each.alternative for each in nearest] == ["oci", "lxc", "kvm", "microvm", "gvisor"]
    assert all(each.questions == 1 for each in nearest)


@given(models_answered())
def test_giving_up_what_a_relaxation_names_brings_its_alternative_back(case: Case) -> None:
    model, answers = case
    for each in relaxations(model, answers):
        given_up = {exclusion.question for exclusion in each.exclusions}
        left = {name: value for name, value in answers.items() if name not in given_up}
        assert each.alternative not in recommend(model, left).excluded


def test_a_weight_turns_the_first_place_where_its_rival_draws_level() -> None:
    # a leads b by 5 × (5 − 3) − 1 × (3 − 1) = 8: level at safety 1 + 8 / 2 = 5, which is the end
    # of the scale, or at speed 5 − 8 / 2 = 1; c is level with a at both as well, and gains more.
    assert weight_turns(small(), {}, {"speed": 5, "safety": 1}) == (
        WeightTurn(criterion="speed", direction="down", at=Fraction(1), alternative="c"),
    )
    assert weight_turns(small(), {}, {"speed": 4, "safety": 1}) == (
        WeightTurn(criterion="speed", direction="down", at=Fraction(1), alternative="c"),
        WeightTurn(criterion="safety", direction="up", at=Fraction(4), alternative="c"),
    )


@given(models_answered(), st.data())
@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
def test_the_first_place_changes_hands_at_those_weights_and_nowhere_else(
    case: Case, data: st.DataObject
) -> None:
    model, answers = case
    by_hand = data.draw(weights_of_any(model))
    now = recommend(model, answers, by_hand)
    if not now.standings:
        assert weight_turns(model, answers, by_hand) == ()
        return
    alive = [each for each in model.alternatives if each.id not in now.excluded]
    turns = {
        (each.criterion, each.direction): each for each in weight_turns(model, answers, by_hand)
    }
    for criterion in model.criteria:
        down = turns.get((criterion.id, "down"))
        up = turns.get((criterion.id, "up"))
        below, above = down.at if down else -1, up.at if up else 6
        assert below <= now.weights[criterion.id] <= above
        for weight in {Fraction(each, 8) for each in range(41)}:
            weights = {**now.weights, criterion.id: weight}
            first = rank(model, weights, alive)[0].alternative  # type: ignore[arg-type]
            if below < weight < above:
                assert first == now.standings[0].alternative
            elif weight not in (below, above):
                assert first != now.standings[0].alternative
        for turn, step in ((down, -1), (up, 1)):
            beyond = turn.at + Fraction(step, 10**6) if turn else Fraction(-1)
            if turn and 0 <= beyond <= 5:
                weights = {**now.weights, criterion.id: beyond}
                first = rank(model, weights, alive)[0].alternative  # type: ignore[arg-type]
                assert first == turn.alternative
