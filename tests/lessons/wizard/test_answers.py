from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.wizard.answers import Given, Stray, answers_read, questions_asked
from lessons.wizard.model import DecisionModel
from lessons.wizard.recommend import recommend
from lessons.wizard.settle import question_next
from tests.lessons.wizard.models import models_answered, shipped, small, weights_of_any

Case = tuple[DecisionModel, dict[str, str]]


def test_answers_keep_the_order_in_which_they_were_given() -> None:
    read = answers_read(small(), [("third", ["fine"]), ("first", ["skip"])])
    assert list(read.answers.items()) == [("third", "fine"), ("first", "skip")]
    assert read.strays == ()


def test_what_is_wrong_is_noted_and_the_rest_kept() -> None:
    query = [
        ("utm_source", ["mail"]),
        ("first", ["no such"]),
        ("second", ["fast", "safe"]),
        ("third", ["fine", "no such"]),
        ("revision", ["abc"]),
        ("question", ["first"]),
    ]
    read = answers_read(small(), query)
    assert read.answers == {"second": "safe", "third": "fine"}
    assert set(read.strays) == {
        Stray(kind="question", question="utm_source"),
        Stray(kind="answer", question="first", answer="no such"),
        Stray(kind="repeated", question="second"),
        Stray(kind="repeated", question="third"),
        Stray(kind="answer", question="third", answer="no such"),
    }


def test_weights_set_by_hand_are_read_beside_answers() -> None:
    query = [("w.safety", ["0"]), ("first", ["plain"]), ("w.speed", ["5"]), ("all", ["1"])]
    read = answers_read(small(), query)
    assert list(read.weights.items()) == [("speed", 5), ("safety", 0)]
    assert read.everything
    assert read.strays == ()


@pytest.mark.parametrize("weight", ["6", "-1", "1.5", "²", "five", "٣", " 3", "1e0", "1" * 5000])
def test_a_weight_that_is_none_is_noted(weight: str) -> None:
    read = answers_read(small(), [("w.speed", [weight]), ("w.colour", ["1"]), ("w.", ["1"])])
    assert read.weights == {}
    assert read.strays == (
        Stray(kind="weight", question="speed", answer=weight),
        Stray(kind="criterion", question="colour"),
        Stray(kind="criterion", question=""),
    )


def test_a_weight_given_twice_is_the_last_good_one() -> None:
    read = answers_read(small(), [("w.speed", ["2", "4", "x"])])
    assert read.weights == {"speed": 4}
    assert [each.kind for each in read.strays] == ["repeated", "weight"]


@given(models_answered(), st.data())
def test_what_was_given_is_read_back_from_its_query(case: Case, data: st.DataObject) -> None:
    model, answers = case
    weights = data.draw(weights_of_any(model))
    meant = Given(answers=answers, weights=weights, everything=data.draw(st.booleans()))
    read = answers_read(model, [(name, [value]) for name, value in meant.query()])
    assert read == meant
    assert list(read.answers) == list(answers)


def test_an_empty_value_is_no_answer_and_no_mistake() -> None:
    assert answers_read(small(), [("first", [""])]).answers == {}
    assert answers_read(small(), [("first", [""])]).strays == ()


@given(st.lists(st.tuples(st.text(), st.lists(st.text()))))
def test_any_query_can_be_read(query: list[tuple[str, list[str]]]) -> None:
    read = answers_read(small(), query)
    assert set(read.answers) <= {"first", "second", "third"}


def test_questions_come_one_after_the_other_those_that_settle_most_first() -> None:
    model = small()
    answers: dict[str, str] = {}
    asked = []
    while question := question_next(model, Given(answers=answers)):
        asked.append(question.id)
        answers[question.id] = "skip"
    assert asked == ["third", "second", "first"]


def test_where_one_is_left_only_what_could_rule_it_out_is_asked() -> None:
    answers = {"guest": "other", "virtualization": "rented", "number": "few"}
    asked = [each.id for each in questions_asked(shipped(), answers)]
    assert asked == [*answers, "host", "start"]


def test_what_only_weighs_what_was_weighed_by_hand_is_not_asked() -> None:
    asked = questions_asked(small(), {}, {"speed": 1, "safety": 2})
    assert [each.id for each in asked] == ["first", "third"]


def test_nothing_more_is_asked_once_nothing_is_left() -> None:
    answers = {"guest": "other", "virtualization": "none", "number": "few"}
    assert question_next(shipped(), Given(answers=answers)) is None


def test_a_question_asked_is_not_taken_back_by_its_own_answer() -> None:
    for answer in shipped().questions[0].answers:
        asked = questions_asked(shipped(), {"guest": answer.id})
        assert asked[0].id == "guest"


@given(models_answered())
def test_what_is_not_asked_could_not_turn_the_advice(case: Case) -> None:
    model, answers = case
    asked = {each.id for each in questions_asked(model, answers)}
    standings = [each.alternative for each in recommend(model, answers).standings]
    for question in model.questions:
        if question.id not in asked:
            for answer in question.answers:
                then = recommend(model, {**answers, question.id: answer.id}).standings
                assert [each.alternative for each in then] == standings
