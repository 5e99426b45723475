"""People of a class by the API: added, described, removed, let back in; and their exceptions."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.api.tokens.scopes import Scope
from lessons.models import (
    Accommodation,
    Assignment,
    AssignmentExtension,
    Class,
    Membership,
)
from tests.conftest import user_make
from tests.lessons.api.conftest import program
from virtlearn.people.models import AuditAction, AuditEntry, Role, User

State = Membership.State


def one(member: Membership, end: str = "") -> str:
    return f"/classes/{member.in_class_id}/members/{member.pk}{end}"


def test_a_teacher_invites_and_a_heads_word_is_enough(
    row: Class, teacher: User, stranger: User
) -> None:
    path = f"/classes/{row.pk}/members"
    invited = program(teacher).send("POST", path, {"who": "stranger", "name": "Sam"})
    assert invited.status_code == 201
    assert (invited.json()["state"], invited.json()["name"]) == ("invited", "Sam")
    again = program(teacher).send("POST", path, {"who": "STRANGER"})
    assert (again.status_code, again.json()["code"]) == (409, "class-there-already")
    by_mail = program(teacher).send("POST", path, {"who": "kim@example.org"})
    assert by_mail.json()["email"] == "kim@example.org"
    head = user_make("head", Role.HEAD)
    user_make("other")
    assert program(head).send("POST", path, {"who": "other"}).json()["state"] == "joined"
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert {AuditAction.CLASS_INVITED, AuditAction.CLASS_ADDED} <= set(actions)


@pytest.mark.parametrize(
    "body", [{"who": "nobody-here"}, {"who": ""}, {}, {"who": "a@b.org", "role": "head"}], ids=str
)
def test_nobody_is_added_by_a_wrong_request(
    row: Class, teacher: User, body: dict[str, Any]
) -> None:
    before = row.memberships.count()
    answer = program(teacher).send("POST", f"/classes/{row.pk}/members", body)
    assert answer.status_code == 422
    assert "body" in answer.json()["errors"][0]["field"]
    assert row.memberships.count() == before


def test_what_is_left_out_stays(member: Membership, teacher: User) -> None:
    asks = program(teacher)
    changed = asks.send("PATCH", one(member), {"labels": ["Blue"], "name": "Ana\nR."}).json()
    assert (changed["name"], changed["external_id"]) == ("Ana R.", "s1")
    assert changed["labels"] == ["Blue"]
    assert asks.send("PATCH", one(member), {}).json() == changed


def test_all_of_a_change_or_nothing(member: Membership, teacher: User) -> None:
    answer = program(teacher).send("PATCH", one(member), {"name": "New", "role": "teacher"})
    assert answer.status_code == 409  # a learner of the site is no teacher
    member.refresh_from_db()
    assert (member.name, member.role) == ("Ana Ruiz", "learner")


def test_who_is_removed_is_let_back_in(member: Membership, teacher: User) -> None:
    asks = program(teacher)
    for wanted in ("removed", "joined", "blocked", "joined"):
        answer = asks.send("PUT", one(member, "/state"), {"state": wanted})
        assert answer.json()["state"] == wanted
    own = Membership.objects.get(user=teacher)
    answer = asks.send("PUT", one(own, "/state"), {"state": "removed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "class-last-teacher")


def test_exceptions_are_given_and_taken_back(
    homework: Assignment, member: Membership, teacher: User
) -> None:
    asks = program(teacher)
    extension = f"/classes/{homework.in_class_id}/assignments/{homework.pk}/extensions/{member.pk}"
    nothing = {"days": 0, "without_penalty": True, "reason": ""}
    assert asks.get(extension).json() == nothing
    given = asks.send("PUT", extension, {"days": 3, "reason": "Ill."}).json()
    assert (
        given
        == {"days": 3, "without_penalty": True, "reason": "Ill."}
        == asks.get(extension).json()
    )
    assert asks.send("PUT", extension, {"days": 0}).json() == nothing
    assert not AssignmentExtension.objects.exists()
    path = one(member, "/accommodation")
    given = asks.send("PUT", path, {"time_percent": 150, "note": "As agreed."}).json()
    assert given == {"time_percent": 150, "days": 0, "note": "As agreed."}
    assert asks.get(path).json() == given
    asks.send("PUT", path, {})
    assert not Accommodation.objects.exists()


def test_each_needs_the_right_and_the_scope(
    homework: Assignment,
    member: Membership,
    teacher: User,
    assistant: User,
    learner: User,
    stranger: User,
) -> None:
    here = f"/classes/{homework.in_class_id}"
    extension = f"{here}/assignments/{homework.pk}/extensions/{member.pk}"
    asked: list[tuple[str, str, Scope, dict[str, Any]]] = [
        (
            "POST",
            f"/classes/{homework.in_class_id}/members",
            Scope.ROSTER_WRITE,
            {"who": "learner"},
        ),
        ("PATCH", one(member), Scope.ROSTER_WRITE, {"name": "Other"}),
        ("PUT", one(member, "/state"), Scope.ROSTER_WRITE, {"state": "removed"}),
        ("PUT", one(member, "/accommodation"), Scope.CLASSES_WRITE, {"days": 1}),
        ("PUT", extension, Scope.CLASSES_WRITE, {"days": 1}),
        ("GET", one(member, "/accommodation"), Scope.CLASSES_READ, {}),
        ("GET", extension, Scope.CLASSES_READ, {}),
    ]
    for method, path, scope, body in asked:
        others = [each for each in Scope if each != scope]
        assert program(teacher, others).send(method, path, body).status_code == 403, path
        for user, status in ((assistant, 403), (learner, 404), (stranger, 404)):
            answer = program(user).send(method, path, body)
            assert answer.status_code == status, (user.username, method, path)
    member.refresh_from_db()
    assert (member.name, member.state) == ("Ana Ruiz", State.JOINED)
    assert not Accommodation.objects.exists()
    assert not AssignmentExtension.objects.exists()
