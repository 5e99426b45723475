"""A class with an assignment of the first lesson, a learner, and answers that count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import WallTime, wall_time_at
from lessons.assignments.services import Item, assignment_create
from lessons.models import Assignment, AssignmentWork, Attempt, Class, CourseTest, Membership
from virtlearn.people.models import User

lesson = (Item(kind="lesson", lesson="first"),)


def around_now(**after: float) -> WallTime:
    return wall_time_at(timezone.now() + timedelta(**after), "UTC")


def assign(
    row: Class,
    by: User,
    title: str = "Homework",
    *,
    items: tuple[Item, ...] = lesson,
    **fields: object,
) -> Assignment:
    """Open since yesterday, due tomorrow, unless said otherwise."""
    given = {"release": around_now(days=-1), "due": Deadline(at=around_now(days=1)), **fields}
    return assignment_create(row=row, by=by, title=title, rule=Rule(**given), items=items)  # type: ignore[arg-type]


def over(row: Class, by: User, title: str = "Over", **fields: object) -> Assignment:
    given = {"release": around_now(days=-5), "due": Deadline(at=around_now(days=-1)), **fields}
    return assign(row, by, title, **given)  # type: ignore[arg-type]


def answered(
    assignment: Assignment,
    member: Membership,
    question: str = "same-kernel",
    points: float = 2,
    *,
    credit: int = 100,
    counted: bool = True,
) -> AssignmentWork:
    """An answer to a question of the first lesson that was taken for the assignment."""
    assert member.user
    number = Attempt.objects.filter(user=member.user, question=question).count() + 1
    attempt = Attempt.objects.create(
        user=member.user,
        course="small",
        lesson="first",
        question=question,
        number=number,
        revision=assignment.in_class.course.current,
        language="en",
        answer=["The host's"],
        fraction=points / 2 if points <= 2 else 1,
        points=points,
        correct=points >= 2,
    )
    return AssignmentWork.objects.create(
        assignment=assignment,
        membership=member,
        item=assignment.items.first(),
        attempt=attempt,
        counted=counted,
        credit=credit if counted else 0,
        reason="credit" if counted else "closed",
    )


def exam_taken(assignment: Assignment, member: Membership, share: float) -> AssignmentWork:
    assert member.user
    number = CourseTest.objects.filter(user=member.user).count() + 1
    items = [
        {"lesson": "first", "question": "limit", "answer": ["5"], "fraction": share, "points": 1}
    ] * 6
    test = CourseTest.objects.create(
        user=member.user, course="small", kind="end", number=number, items=items, share=share
    )
    return AssignmentWork.objects.create(
        assignment=assignment,
        membership=member,
        item=assignment.items.first(),
        test=test,
        counted=True,
        credit=100,
        reason="credit",
    )


@pytest.fixture
def homework(row: Class, teacher: User) -> Assignment:
    return assign(row, teacher)
