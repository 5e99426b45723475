from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lessons.wizard.answers import Stray, answers_read, question_next, questions_asked
from lessons.wizard.model import DecisionModel
from lessons.wizard.recommend import recommend
from tests.lessons.wizard.models import models_answered, shipped, small

Case = tuple[DecisionModel, dict[str, str]]


def test_answers_come_in_the_order_of_the_questions() -> None:
    read = answers_read(small(), [("third", ["fine"]), ("first", ["skip"])])
    assert list(read.answers.items()) == [("first", "skip"), ("third", "fine")]
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


def test_an_empty_value_is_no_answer_and_no_mistake() -> None:
    assert answers_read(small(), [("first", [""])]).answers == {}
    assert answers_read(small(), [("first", [""])]).strays == ()


@given(st.lists(st.tuples(st.text(), st.lists(st.text()))))
def test_any_query_can_be_read(query: list[tuple[str, list[str]]]) -> None:
    read = answers_read(small(), query)
    assert set(read.answers) <= {"first", "second", "third"}


def test_questions_come_one_after_the_other() -> None:
    model = small()
    answers: dict[str, str] = {}
    asked = []
    while question := question_next(model, answers):
        asked.append(question.id)
        answers[question.id] = "skip"
    assert asked == ["first", "second", "third"]


def test_where_one_is_left_only_what_could_rule_it_out_is_asked() -> None:
    asked = [each.id for each in questions_asked(shipped(), {"guest": "other"})]
    assert asked == ["guest", "virtualization", "start"]


def test_nothing_more_is_asked_once_nothing_is_left() -> None:
    answers = {"guest": "other", "virtualization": "none"}
    assert question_next(shipped(), answers) is None


def test_a_question_asked_is_not_taken_back_by_its_own_answer() -> None:
    for answer in shipped().questions[0].answers:
        asked = questions_asked(shipped(), {"guest": answer.id})
        assert asked[0].id == "guest"


@given(models_answered())
def test_what_is_not_asked_could_not_turn_the_advice(case: Case) -> None:
    model, answers = case
    asked = {each.id for each in questions_asked(model, answers)}
    before: dict[str, str] = {}
    for question in model.questions:
        if question.id not in asked:
            standings = [each.alternative for each in recommend(model, before).standings]
            for answer in question.answers:
                then = recommend(model, {**before, question.id: answer.id}).standings
                assert [each.alternative for each in then] == standings
        if question.id in answers:
            before[question.id] = answers[question.id]
