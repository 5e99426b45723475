"""Grades by the API: read by staff and by who they are of, changed from a state that was read."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.assignments.access.rule import Shown
from lessons.models import Assignment, Class, GradeChange, Membership
from tests.conftest import user_make
from tests.lessons.api.conftest import Program, program
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign
from virtlearn.people.models import User

fair = {"kind": "points", "points": 7.5, "reason": "On paper."}


def path_of(assignment: Assignment, member: Membership) -> str:
    return f"/classes/{assignment.in_class_id}/grades/{member.pk}/{assignment.pk}"


def put(asks: Program, path: str, body: object = fair, tag: str = "") -> Any:
    return asks.send("PUT", path, body, **({"If-Match": tag} if tag else {}))


def test_staff_read_all_and_a_learner_their_own(
    row: Class,
    teacher: User,
    assistant: User,
    homework: Assignment,
    member: Membership,
    learner: User,
) -> None:
    answered(homework, member, points=2)
    place(row, user_make("second"))
    for staff in (teacher, assistant):
        items = program(staff).get(f"/classes/{row.pk}/grades").json()["items"]
        assert [each["name"] for each in items] == ["Ana Ruiz", "second"]
        cell = items[0]["cells"][0]
        assert (cell["points"], cell["status"]) == (2, "submitted")
    own = program(learner).get(f"/classes/{row.pk}/grades/mine").json()
    assert own["member"] == str(member.pk)
    assert own["cells"][0]["points"] == 2
    assert program(learner).get(f"/classes/{row.pk}/grades").status_code == 404
    assert program(learner).get(path_of(homework, member)).status_code == 404


def test_a_score_that_is_hidden_is_in_no_answer(
    row: Class, teacher: User, member: Membership, learner: User
) -> None:
    made = assign(row, teacher, score=Shown(hidden=True))
    answered(made, member, points=2)
    own = program(learner).get(f"/classes/{row.pk}/grades/mine").json()
    assert own["cells"] == []
    assert own["total"] is None
    assert program(teacher).get(path_of(made, member)).json()["points"] == 2


def test_a_grade_is_changed_from_the_state_that_was_read(
    homework: Assignment, member: Membership, teacher: User
) -> None:
    asks, path = program(teacher), path_of(homework, member)
    tag = asks.get(path)["ETag"]
    changed = put(asks, path, tag=tag)
    assert changed.json()["points"] == 7.5
    assert changed.json()["status"] == "overridden"
    late = put(asks, path, {**fair, "points": 1}, tag)
    assert (late.status_code, late.json()["code"]) == (412, "grade-changed")
    blind = put(asks, path)
    assert (blind.status_code, blind.json()["code"]) == (428, "api-if-match-missing")
    assert GradeChange.objects.count() == 1
    back = put(asks, path, {"kind": "none"}, changed["ETag"])
    assert back.json()["status"] == "open"


@pytest.mark.parametrize(
    "body",
    [
        {**fair, "points": -1},
        {**fair, "points": 1e9},
        {**fair, "points": None},
        {**fair, "points": 9999},
        {**fair, "reason": ""},
        {**fair, "reason": "x" * 301},
        {**fair, "kind": "other"},
        [],
    ],
    ids=str,
)
def test_a_wrong_change_names_the_field_and_changes_nothing(
    homework: Assignment, member: Membership, teacher: User, body: object
) -> None:
    asks, path = program(teacher), path_of(homework, member)
    answer = put(asks, path, body, asks.get(path)["ETag"])
    assert (answer.status_code, answer.json()["code"]) == (422, "api-invalid")
    assert answer.json()["errors"][0]["field"].startswith("body")
    assert not GradeChange.objects.exists()


def test_who_may_not_change_grades_changes_none(
    homework: Assignment, member: Membership, assistant: User, learner: User, stranger: User
) -> None:
    path = path_of(homework, member)
    for user, status in ((assistant, 403), (learner, 404), (stranger, 404)):
        assert put(program(user), path, tag='"0"').status_code == status
    assert not GradeChange.objects.exists()


def test_a_class_that_is_over_changes_no_more(
    row: Class, homework: Assignment, member: Membership, teacher: User
) -> None:
    asks, path = program(teacher), path_of(homework, member)
    tag = asks.get(path)["ETag"]
    Class.objects.update(archived_at=row.created_at)
    answer = put(asks, path, tag=tag)
    assert answer.status_code == 409
    assert answer.json()["code"]
    assert not GradeChange.objects.exists()
