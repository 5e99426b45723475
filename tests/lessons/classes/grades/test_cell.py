"""One grade: what it rests on, and how a teacher changes it and takes that back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.assignments.services import Item
from lessons.classes.services import class_create
from lessons.models import Assignment, Class, Course, GradeChange, Membership
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign, exam_taken, over
from virtlearn.people.models import AuditAction, AuditEntry, Role, User


def url(assignment: Assignment, member: Membership, name: str = "grade") -> str:
    return reverse(f"lessons:{name}", args=[assignment.in_class_id, member.pk, assignment.pk])


def send(client: Client, assignment: Assignment, member: Membership, **data: object) -> Any:
    given = {"kind": "points", "points": "7.5", "reason": "On paper.", **data}
    return client.post(url(assignment, member, "grade_change"), given)


def test_it_shows_what_was_asked_and_answered_and_what_each_was_worth(
    homework: Assignment, member: Membership, teacher_client: Client, learner_client: Client
) -> None:
    answered(homework, member, "several", 1, credit=60)
    answered(homework, member, counted=False)
    learner_client.post(
        "/en/courses/small/lessons/first/questions/limit/answer/", {"answer": "5", "number": 1}
    )
    html = teacher_client.get(url(homework, member)).content.decode()
    assert "Which are namespaces?" in html
    assert "Points: 1. Credit: 60 %. Counts for 0.60." in html
    assert "practice, which does not count" in html
    assert "How many processes?" in html
    assert re.search(r"<dt>Their answer</dt>\s*<dd[^>]*>\s*(<[^>]+>)?5", html)
    assert "64321" in html  # what was right
    assert "Your answer" not in html


def test_a_test_is_shown_with_each_of_its_answers(
    row: Class, teacher: User, member: Membership, teacher_client: Client
) -> None:
    made = assign(row, teacher, items=(Item(kind="test", ref="end"),))
    exam_taken(made, member, 0.5)
    html = teacher_client.get(url(made, member)).content.decode()
    assert "Test at the end of the course" in html
    assert "Points: 3. Credit: 100 %. Counts for 3." in html
    assert "How many processes?" in html


def test_what_the_course_has_no_more_is_told_with_its_answer(
    homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    work = answered(homework, member)
    assert work.attempt
    work.attempt.question, work.attempt.answer = "gone", ["<i>what was typed</i>"]
    work.attempt.save()
    html = teacher_client.get(url(homework, member)).content.decode()
    assert "first: gone" in html
    assert "&lt;i&gt;what was typed" in html


def test_points_by_hand_count_with_their_history_and_go_back(
    homework: Assignment, member: Membership, teacher: User, teacher_client: Client
) -> None:
    answered(homework, member)
    assert send(teacher_client, homework, member)["Location"] == url(homework, member)
    html = teacher_client.get(url(homework, member)).content.decode()
    assert "7.50 of 8 points" in html
    assert "On paper." in html
    assert send(teacher_client, homework, member, kind="excused").status_code == 302
    last = GradeChange.objects.latest("pk")
    assert (last.kind, last.points, last.by) == ("excused", None, teacher)
    assert send(teacher_client, homework, member, kind="none", seen=last.pk).status_code == 302
    html = teacher_client.get(url(homework, member)).content.decode()
    assert "2 of 8 points" in html
    assert html.count("7.50 points") == 2  # after the first change, before the second
    assert [each.kind for each in GradeChange.objects.all()] == ["points", "excused", "none"]
    entries = AuditEntry.objects.filter(action=AuditAction.GRADE_CHANGED)
    assert {(each.actor, each.subject) for each in entries} == {(teacher.pk, member.user_id)}
    assert entries.count() == 3


def test_the_same_again_is_no_change(
    homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    send(teacher_client, homework, member, kind="none")
    assert not GradeChange.objects.exists()
    for _time in range(2):
        send(teacher_client, homework, member)
    assert GradeChange.objects.count() == 1


@pytest.mark.parametrize("points", ["", "x", "-1", "16.01", "nan", "1e999"])
def test_what_is_no_grade_is_refused_and_stays_typed(
    homework: Assignment, member: Membership, teacher_client: Client, points: str
) -> None:
    answer = send(teacher_client, homework, member, points=points)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'data-code="grade-form-wrong"' in html
    assert 'value="On paper."' in html
    assert not GradeChange.objects.exists()


def test_a_comma_will_do_and_a_reason_is_needed(
    homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    assert send(teacher_client, homework, member, reason=" ").status_code == 422
    send(teacher_client, homework, member, points="7,25")
    assert GradeChange.objects.get().points == 7.25


def test_of_two_teachers_the_second_sees_what_the_first_did(
    homework: Assignment, member: Membership, teacher_client: Client
) -> None:
    send(teacher_client, homework, member, seen=0)
    answer = send(teacher_client, homework, member, seen=0, points="3")
    assert answer.status_code == 422
    assert 'data-code="grade-changed"' in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert GradeChange.objects.count() == 1
    assert send(teacher_client, homework, member, kind="none", seen=0).status_code == 422


def test_without_points_and_after_the_end_nothing_is_changed(
    row: Class, homework: Assignment, member: Membership, teacher: User, teacher_client: Client
) -> None:
    empty = assign(row, teacher, "Lab", items=(Item(kind="lab", ref="none"),))
    answer = send(teacher_client, empty, member)
    assert 'data-code="grade-no-points"' in answer.content.decode()
    Class.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    answer = send(teacher_client, homework, member)
    assert 'data-code="class-over"' in answer.content.decode()
    assert "Keep the grade" not in answer.content.decode()
    assert not GradeChange.objects.exists()


def test_assistants_read_and_others_find_nothing(
    row: Class,
    homework: Assignment,
    member: Membership,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    page = assistant_client.get(url(homework, member))
    assert page.status_code == 200
    assert "Keep the grade" not in page.content.decode()
    assert send(assistant_client, homework, member).status_code == 403
    for each in (learner_client, stranger_client):
        assert each.get(url(homework, member)).status_code == 404
        assert send(each, homework, member).status_code == 404
    assert client.get(url(homework, member)).status_code == 302
    assert send(client, homework, member).status_code == 302
    assert not GradeChange.objects.exists()


def test_neither_anothers_learner_nor_assignment_is_reached_through_ones_own_class(
    row: Class, homework: Assignment, member: Membership, teacher_client: Client, teacher: User
) -> None:
    by = user_make("other-teacher", Role.INSTRUCTOR)
    others = class_create(course=Course.objects.get(), by=by, name="Others", time_zone="UTC")
    theirs, their_work = place(others, user_make("other-learner")), over(others, by)
    staff = row.memberships.get(user=teacher)
    for who, what in ((theirs, homework), (member, their_work), (staff, homework)):
        address = reverse("lessons:grade", args=[row.pk, who.pk, what.pk])
        assert teacher_client.get(address).status_code == 404
        assert teacher_client.post(f"{address}change/", {"kind": "excused"}).status_code == 404
    assert client_of(by).get(url(homework, member)).status_code == 404
    Assignment.objects.filter(pk=homework.pk).update(deleted_at=timezone.now())
    assert teacher_client.get(url(homework, member)).status_code == 404
    assert not GradeChange.objects.exists()
