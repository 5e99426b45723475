"""The list of an exam that 200 learners sit, asked again every two seconds; its floor is of two.

`exam_200_core_ms`: what the processor has to do for one question, while everybody works: since the
one before, a quarter of the pages have given a sign of life, and seven learners saved an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.board_page import BoardPage
from bench.figure import Figure, in_turns
from bench.here import signed_in, site

if TYPE_CHECKING:
    from lessons.models import ExamPaper

names = ("exam_200_core_ms",)
learners, few = 200, 2
questions = 30
rounds = 50


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure, if it is wanted."""
    if names[0] not in wanted:
        return
    site()  # sets Django up, which the following needs
    from django.db import connection

    from virtlearn.people.models import Role, User

    signed_in("bench-examiner")
    User.objects.filter(username="bench-examiner").update(role=Role.HEAD)
    large, small = (ExamPage(count) for count in (learners, few))
    value, floor = in_turns(large.ask_again, small.ask_again, rounds)
    yield Figure(names[0], value, "ms", floor, rounds, connection.vendor)


class ExamPage:
    """A teacher's page of an exam, in this process, whose learners work between two questions."""

    def __init__(self, count: int) -> None:
        from django.test import Client

        from virtlearn.people.models import User

        self.path = exam_make(count)
        self.client = Client(headers={"Host": f"127.0.0.1:{site().port}"})
        self.client.force_login(User.objects.get(username="bench-examiner"))
        self.papers = papers_in(self.path)
        self.round = 0
        self.shown = BoardPage(self.client.get(self.path).content.decode())

    def work(self) -> None:
        """A quarter of the pages say that they are there, and seven answers are saved."""
        from django.db.models import F
        from django.utils import timezone

        from lessons.models import ExamAnswer, ExamPlace

        self.round += 1
        members = [each.start.membership_id for each in self.papers]
        seen = members[self.round % 4 :: 4] or members
        ExamPlace.objects.filter(membership__in=seen).update(seen_at=timezone.now())
        for number in range(min(7, len(self.papers))):
            paper = self.papers[(7 * self.round + number) % len(self.papers)]
            ExamAnswer.objects.update_or_create(
                paper=paper,
                lesson="first",
                question=f"q{self.round % questions}",
                defaults={"answer": ["x"], "language": "en", "version": F("version") + 1},
                create_defaults={"answer": ["x"], "language": "en"},
            )

    def ask_again(self) -> float:
        """Give the milliseconds of the processor until it has what the class's work changed."""
        self.work()
        return self.shown.ask_again(self.client, self.path)


def papers_in(path: str) -> list[ExamPaper]:
    from lessons.models import ExamPaper

    assignment = path.strip("/").split("/")[4]
    rows = ExamPaper.objects.filter(start__assignment=int(assignment))
    return list(rows.select_related("start").order_by("pk"))


def exam_make(count: int) -> str:
    """Make a class that sits an exam since ten minutes; give the address of its list."""
    from django.utils import timezone

    from lessons.assignments.access.kept import kept_of
    from lessons.assignments.access.rule import Mode, Rule
    from lessons.models import (
        Assignment,
        AssignmentItem,
        AssignmentStart,
        Class,
        Course,
        ExamBatch,
        ExamPaper,
        ExamPlace,
        Membership,
    )
    from virtlearn.people.models import User

    now = timezone.now()
    begun = now - timedelta(minutes=10)
    made = Class.objects.create(
        name=f"Exam {count}", course=Course.objects.get(), join_code=f"EXAM{count}"
    )
    rule = kept_of(Rule(mode=Mode.SYNCHRONISED, time_limit=90))
    exam = Assignment.objects.create(in_class=made, title="Exam", rule=rule)
    AssignmentItem.objects.create(assignment=exam, kind="test", ref="end")
    batch = ExamBatch.objects.create(assignment=exam, started_at=begun)
    for number in range(count):
        user = User.objects.create_user(username=f"exam-{count}-{number}")
        member = Membership.objects.create(
            in_class=made, user=user, state="joined", name=f"Person {number}"
        )
        ExamPlace.objects.create(
            assignment=exam, membership=member, batch=batch, taken_at=begun, seen_at=now
        )
        start = AssignmentStart.objects.create(
            assignment=exam, membership=member, number=1, started_at=begun
        )
        ExamPaper.objects.create(
            start=start, kind="end", seed="1", digest="", questions=questions, opened_at=begun
        )
    return f"/en/classes/{made.pk}/assignments/{exam.pk}/exam/"
