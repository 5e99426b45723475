"""Classes, members and assignments by the API: who sees what, page by page."""

from __future__ import annotations

import pytest

from lessons.models import Assignment, Class, Membership
from tests.conftest import user_make
from tests.lessons.api.conftest import program
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import around_now, assign
from virtlearn.people.models import Role, User


def test_a_class_is_there_for_its_people_alone(
    row: Class, teacher: User, member: Membership, learner: User, stranger: User
) -> None:
    for user, role in ((teacher, "teacher"), (learner, "learner")):
        found = program(user).get("/classes").json()
        assert [(each["name"], each["my_role"]) for each in found["items"]] == [(row.name, role)]
        assert program(user).get(f"/classes/{row.pk}").json() == found["items"][0]
    assert program(stranger).get("/classes").json() == {"items": [], "next": None}
    assert program(stranger).get(f"/classes/{row.pk}").status_code == 404
    head = user_make("head", Role.HEAD)
    assert program(head).get(f"/classes/{row.pk}").json()["my_role"] is None


def test_members_are_for_staff(
    row: Class, teacher: User, assistant: User, member: Membership, learner: User, stranger: User
) -> None:
    path = f"/classes/{row.pk}/members"
    for staff in (teacher, assistant):
        items = program(staff).get(path).json()["items"]
        assert {each["name"] for each in items} >= {"Ana Ruiz", "assistant"}
    one = program(teacher).get(f"{path}/{member.pk}").json()
    assert one["external_id"] == "s1"
    assert one["username"] == "learner"
    for other in (learner, stranger):
        assert program(other).get(path).status_code == 404
        assert program(other).get(f"{path}/{member.pk}").status_code == 404


def test_a_member_of_another_class_is_not_found(row: Class, teacher: User, learner: User) -> None:
    other = Class.objects.create(name="Other", course=row.course, join_code="other")
    elsewhere = place(other, learner)
    assert program(teacher).get(f"/classes/{row.pk}/members/{elsewhere.pk}").status_code == 404


def test_pages_go_on_after_what_was_added_and_removed(row: Class, teacher: User) -> None:
    rows = [place(row, user_make(f"one-{number}")) for number in range(5)]
    asks = program(teacher)
    path = f"/classes/{row.pk}/members?limit=2"
    seen: list[str] = []
    answer = asks.get(path)
    seen += [each["id"] for each in answer.json()["items"]]
    assert answer["Link"].startswith("<http://testserver/api/v1/classes/")
    assert 'rel="next"' in answer["Link"]
    rows[0].delete()
    place(row, user_make("late"))
    while cursor := answer.json()["next"]:
        answer = asks.get(f"{path}&cursor={cursor}")
        seen += [each["id"] for each in answer.json()["items"]]
    assert "Link" not in answer
    assert len(seen) == len(set(seen)) == 7
    assert {str(each.pk) for each in rows[1:]} <= set(seen)


@pytest.mark.parametrize("query", ["cursor=x", "cursor=YWZ0ZXI6LTE", "limit=0", "limit=1000"])
def test_a_wrong_page_is_a_problem(row: Class, teacher: User, query: str) -> None:
    answer = program(teacher).get(f"/classes?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "api-invalid")


def test_learners_see_assignments_as_they_are_shown_to_them(
    row: Class, teacher: User, member: Membership, learner: User, homework: Assignment
) -> None:
    hidden = assign(row, teacher, "Later", release=around_now(days=1), due=None)
    listed = assign(row, teacher, "Soon", release=around_now(days=1), due=None, listed_before=True)
    path = f"/classes/{row.pk}/assignments"
    items = {each["title"]: each for each in program(learner).get(path).json()["items"]}
    assert set(items) == {"Homework", "Soon"}
    assert items["Homework"]["items"][0]["lesson"] == "first"
    assert items["Soon"]["items"] == []
    assert program(learner).get(f"{path}/{hidden.pk}").status_code == 404
    assert program(learner).get(f"{path}/{listed.pk}").json() == items["Soon"]
    staff = {each["title"]: each for each in program(teacher).get(path).json()["items"]}
    assert set(staff) == {"Homework", "Soon", "Later"}
    assert staff["Later"]["items"]


def test_what_is_deleted_is_gone(row: Class, learner: User, member: Membership) -> None:
    made = assign(row, user_make("another", Role.INSTRUCTOR))
    path = f"/classes/{row.pk}/assignments/{made.pk}"
    assert program(learner).get(path).status_code == 200
    Assignment.objects.update(deleted_at=made.created_at)
    assert program(learner).get(path).status_code == 404


def test_courses_have_no_keys(course: str, learner: User) -> None:
    asks = program(learner, [])
    found = asks.get("/courses").json()["items"]
    assert [each["slug"] for each in found] == ["small"]
    one = asks.get("/courses/small?language=es").json()
    assert one["lessons"][0]["slug"] == "first"
    assert one["title"] != found[0]["title"]
    assert asks.get("/courses/other").status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/classes/x", "/classes/1/grades/x/y", "/"])
def test_no_address_is_a_problem(db: None, learner: User, path: str) -> None:
    answer = program(learner).get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "api-not-found")


def test_another_method_is_a_problem(db: None, learner: User) -> None:
    answer = program(learner).send("DELETE", "/me")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
