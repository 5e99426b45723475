from __future__ import annotations

from hypothesis import given

from lessons.wizard.model import DecisionModel
from lessons.wizard.recommend import recommend
from lessons.wizard.sensitivity import Flip, flips, relaxations
from tests.lessons.wizard.models import models_answered, shipped, small

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
    # KVM lacks virtualization alone; O, L, G lack Linux alone; M and N lack both.
    assert [each.alternative for each in nearest] == ["oci", "lxc", "kvm", "gvisor"]
    assert all(each.questions == 1 for each in nearest)


@given(models_answered())
def test_giving_up_what_a_relaxation_names_brings_its_alternative_back(case: Case) -> None:
    model, answers = case
    for each in relaxations(model, answers):
        given_up = {exclusion.question for exclusion in each.exclusions}
        left = {name: value for name, value in answers.items() if name not in given_up}
        assert each.alternative not in recommend(model, left).excluded
