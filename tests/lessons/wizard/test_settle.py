from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.wizard import settle
from lessons.wizard.answers import Given
from lessons.wizard.model import DecisionModel, skip
from lessons.wizard.recommend import recommend
from lessons.wizard.settle import contenders, progress, question_next
from tests.examples import examples
from tests.lessons.wizard.models import models_answered, shipped, small, weights_of_any

Case = tuple[DecisionModel, dict[str, str]]


def winners(model: DecisionModel, answers: dict[str, str], weights: dict[str, int]) -> set[str]:
    """Who comes first in some completion; "" where nothing is left in one. By trying them all."""
    left = [each for each in model.questions if each.id not in answers]
    choices = [[skip, *(answer.id for answer in each.answers)] for each in left]
    found = set()
    for chosen in itertools.product(*choices):
        more = dict(zip((each.id for each in left), chosen, strict=True))
        standings = recommend(model, {**answers, **more}, weights).standings
        found.add(standings[0].alternative if standings else "")
    return found


@pytest.mark.parametrize("tries_most", [1000, 0])
@given(case=models_answered(), data=st.data())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_who_could_win_is_never_written_off(
    tries_most: int, case: Case, data: st.DataObject
) -> None:
    model, answers = case
    left = [each for each in model.questions if each.id not in answers]
    for each in left[3:]:  # 4³ completions are enough
        answers[each.id] = skip
    weights = data.draw(weights_of_any(model))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "tries_most", tries_most)
        possible = winners(model, answers, weights)
        assert possible - {""} <= set(contenders(model, answers, weights))
        asked = Given(answers=answers, weights=weights)
        if progress(model, asked).decided:
            assert len(possible) == 1
        if question_next(model, asked) is None:
            assert len(possible) == 1
        for question in model.questions:
            if question.id not in answers:
                race = settle.Race(model, answers, weights)
                for answer in question.answers:
                    then = {**answers, question.id: answer.id}
                    after = race.contenders_after(question, answer.id)
                    assert winners(model, then, weights) - {""} <= set(after)


def test_with_everything_answered_one_is_left() -> None:
    for persona in shipped().personas:
        answers = {each.id: persona.answers.get(each.id, skip) for each in shipped().questions}
        first = recommend(shipped(), answers).standings[0].alternative
        assert contenders(shipped(), answers) == (first,)


def test_the_question_that_settles_most_comes_first() -> None:
    # "first" can rule out a, "third" b and c at once; "second" leaves all three in the race.
    assert [contenders(small(), {"third": "out"}), contenders(small(), {"first": "out"})] == [
        ("a",),
        ("b", "c"),
    ]
    asked = question_next(small(), Given(answers={}))
    assert asked is not None
    assert asked.id == "third"


def test_it_ends_when_the_first_place_is_decided_and_goes_on_if_wanted() -> None:
    answers = {"first": "plain", "third": "fine"}
    assert contenders(small(), answers, {"speed": 4}) == ("a", "b", "c")
    # At safety 5 all three are level, and of equals the first in the file comes first.
    assert contenders(small(), answers, {"speed": 5}) == ("a",)
    decided = Given(answers=answers, weights={"safety": 0})
    assert contenders(small(), answers, {"safety": 0}) == ("a",)
    assert question_next(small(), decided) is None
    assert progress(small(), decided) == settle.Progress(answered=2, left=1, decided=True)
    more = question_next(small(), Given(answers=answers, weights={"safety": 0}, everything=True))
    assert more is not None
    assert more.id == "second"


def test_one_that_could_still_be_ruled_out_is_not_decided() -> None:
    answers = {"guest": "other"}
    assert contenders(shipped(), answers) == ("kvm", "microvm", "metal")
    assert not progress(shipped(), Given(answers=answers)).decided


def test_most_personas_are_spared_questions() -> None:
    saved = 0
    for persona in shipped().personas:
        answers: dict[str, str] = {}
        while question := question_next(shipped(), Given(answers=answers)):
            answers[question.id] = persona.answers.get(question.id, skip)
        assert recommend(shipped(), answers).standings[0].alternative in persona.winners
        saved += len(shipped().questions) - len(answers)
    assert saved >= 4 * len(shipped().personas)
