"""The gradebook of a class of 1,000 with 12 assignments, in which everybody has answered.

Floor: the same of a class of 100, who are one page of it. What the others cost comes on top.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Collection, Iterator

from bench.figure import Figure, in_turns
from bench.here import cookie_header, signed_in, site
from bench.load import BadAnswerError

names = ("gradebook_1000_s",)
learners, one_page = 1000, 100
assignments = 12
rounds = 9


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure, if it is wanted."""
    if names[0] not in wanted:
        return
    site()  # sets Django up, which the following needs
    from django.db import connection

    from virtlearn.people.models import Role, User

    cookies = cookie_header(signed_in("bench-head"))
    User.objects.filter(username="bench-head").update(role=Role.HEAD)
    large, small = (Gradebook(class_make(count), cookies) for count in (learners, one_page))
    value, floor = in_turns(large.open, small.open, rounds)
    yield Figure(names[0], value, "s", floor, rounds, connection.vendor)


class Gradebook:
    """The page of one class, on a connection of its own, opened once already."""

    def __init__(self, class_id: int, cookies: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site().port, timeout=60)
        self.path = f"/en/classes/{class_id}/grades/"
        self.headers = {"Cookie": cookies}
        self.open()

    def open(self) -> float:
        """Give the seconds until the whole page was there."""
        start = time.perf_counter()
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        took = time.perf_counter() - start
        if answer.status != 200 or body.count('<th scope="row"') != one_page:
            raise BadAnswerError(f"{self.path}: {answer.status}")
        return took


def class_make(count: int) -> int:
    """Make a class whose learners have each answered all questions of the first lesson, for each of
    its assignments; give its id."""
    from datetime import timedelta

    from django.utils import timezone

    from lessons.assignments.access.kept import kept_of
    from lessons.assignments.access.rule import Rule
    from lessons.models import (
        Assignment,
        AssignmentItem,
        AssignmentWork,
        Attempt,
        Class,
        Course,
        Membership,
    )
    from lessons.publishing.selectors import course_current
    from virtlearn.people.models import User

    course = Course.objects.get()
    published = course_current(course.slug)
    if published is None:
        raise LookupError(course.slug)
    lesson = next(each for each in published.course.lessons if each.questions)
    made = Class.objects.create(name=f"{count}", course=course, join_code=f"GRADES{count}")
    rows = Assignment.objects.bulk_create(
        Assignment(in_class=made, title=f"Sheet {number}", rule=kept_of(Rule()))
        for number in range(assignments)
    )
    AssignmentItem.objects.bulk_create(
        AssignmentItem(assignment=each, kind="lesson", lesson=lesson.slug) for each in rows
    )
    users = User.objects.bulk_create(
        User(username=f"grades-{count}-{number}") for number in range(count)
    )
    members = Membership.objects.bulk_create(
        Membership(in_class=made, user=user, state="joined", name=f"Person {user.username}")
        for user in users
    )
    at = timezone.now() - timedelta(days=1)
    for member in members:
        attempts = Attempt.objects.bulk_create(
            Attempt(
                user=member.user,
                course=course.slug,
                lesson=lesson.slug,
                question=question,
                number=1,
                language="en",
                answer=[],
                fraction=1,
                points=points,
                correct=True,
                at=at,
            )
            for question, points in lesson.questions.items()
        )
        AssignmentWork.objects.bulk_create(
            AssignmentWork(
                assignment=each, membership=member, attempt=attempt, counted=True, credit=100, at=at
            )
            for each in rows
            for attempt in attempts
        )
    return made.pk
