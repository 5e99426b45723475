"""The shipped model, tried with every combination of musts: where nothing is left, it says why."""

from __future__ import annotations

import itertools

from lessons.wizard.recommend import recommend
from lessons.wizard.sensitivity import relaxations
from tests.lessons.wizard.models import shipped


def test_whatever_is_demanded_something_is_left_or_a_way_out_is_named() -> None:
    """Over all answers that carry a veto; what carries none changes no veto."""
    model = shipped()
    choices = []
    for question in model.questions:
        vetoing = {answer.vetoes: answer.id for answer in question.answers}
        if set(vetoing) != {()}:
            choices.append([(question.id, each) for each in vetoing.values()])
    tried = 0
    empty = 0
    for chosen in itertools.product(*choices):
        answers = dict(chosen)
        tried += 1
        found = recommend(model, answers)
        if found.standings:
            continue
        empty += 1
        assert len(found.excluded) == len(model.alternatives), answers
        ways = relaxations(model, answers)
        assert ways, answers
        for way in ways:
            assert all(model.veto(each.veto).relax for each in way.exclusions)
    assert tried > 3000
    assert 0 < empty < tried


def test_a_case_stands_for_each_alternative_and_all_answers_that_rule_out() -> None:
    """No alternative is there that no case would take, and no veto that no case meets."""
    model = shipped()
    assert len(model.personas) == 20
    assert {each for persona in model.personas for each in persona.winners} == {
        each.id for each in model.alternatives
    }
    met = {
        veto
        for persona in model.personas
        for question in model.questions
        if (answer := question.answer(persona.answers.get(question.id, "")))
        for veto in answer.vetoes
    }
    assert met == {each.id for each in model.vetoes}
