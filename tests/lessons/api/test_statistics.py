"""Statistics of questions: for instructors, of their own classes, without names and answers."""

from __future__ import annotations

from lessons.assessment import question_bank
from lessons.models import Assignment, Attempt, Class, Membership
from tests.conftest import user_make
from tests.lessons.api.conftest import program
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered
from virtlearn.people.models import Role, User

path = "/courses/small/statistics"


def test_an_instructor_reads_how_questions_were_answered(
    row: Class, teacher: User, homework: Assignment, member: Membership
) -> None:
    answered(homework, member)
    assert row.course.current
    asked = question_bank.digest_of("small", row.course.current.digest, "first", "same-kernel")
    Attempt.objects.update(digest=asked)
    items = program(teacher).get(f"{path}?in_class={row.pk}").json()["items"]
    found = next(each for each in items if each["question"] == "same-kernel")
    assert (found["part"], found["lesson"]) == ("lesson", "first")
    assert (found["people"], found["few"]) == (1, True)
    text = str(items)
    for secret in ("Ana", "learner", "kernel answers", "The host"):
        assert secret not in text


def test_a_class_of_others_is_not_there(row: Class, teacher: User, learner: User) -> None:
    place(row, learner)
    other = user_make("another-teacher", Role.INSTRUCTOR)
    assert program(other).get(f"{path}?in_class={row.pk}").status_code == 404
    assert program(other).get(path).status_code == 200
    assert program(learner).get(path).status_code == 403
    assert program(teacher).get("/courses/nothing/statistics").status_code == 404


def test_a_token_of_one_class_has_to_name_it(row: Class, teacher: User) -> None:
    bound = program(teacher, in_class=row)
    assert bound.get(f"{path}?in_class={row.pk}").status_code == 200
    assert bound.get(path).status_code == 404


def test_only_what_is_listed_filters(row: Class, teacher: User) -> None:
    asks = program(teacher)
    for query in ("answers=password", "in_class=1%20or%201", "in_class=-1"):
        assert asks.get(f"{path}?{query}").status_code == 422, query
