"""The live board of classes whose labs all run, asked again; floors are of a class of two.

`board_ms`: until a page of 200 is told that nothing has changed. `board_200_core_ms`: what the
processor has to do for a question of that page, every two seconds, while all of the class type and
tick tasks: a fifth of them have typed since the question before, and two have ticked.
`board_1000_diff_ms`: until a page of 1,000, who work in the same way, has what changed since it
asked last, through the site as the page asks.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from bench.board_page import BoardPage
from bench.figure import Figure, in_turns
from bench.here import cookie_header, signed_in, site
from bench.load import BadAnswerError

names = ("board_ms", "board_200_core_ms", "board_1000_diff_ms")
learners, many, few = 200, 1000, 2
rounds = 50


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure, if it is wanted."""
    if not set(names) & set(wanted):
        return
    site()  # sets Django up, which the following needs
    from django.db import connection

    from virtlearn.people.models import Role, User

    cookies = cookie_header(signed_in("bench-head"))
    User.objects.filter(username="bench-head").update(role=Role.HEAD)
    classes = {count: class_make(count) for count in (learners, many, few)}
    large, small = (Board(classes[count], cookies) for count in (learners, few))
    if names[0] in wanted:
        value, floor = in_turns(large.ask_again, small.ask_again, rounds)
        yield Figure(names[0], value, "ms", floor, rounds, connection.vendor)
    if names[1] in wanted:
        pages = [Working(classes[count]) for count in (learners, few)]
        value, floor = in_turns(pages[0].ask_again, pages[1].ask_again, rounds)
        yield Figure(names[1], value, "ms", floor, rounds, connection.vendor)
    if names[2] in wanted:
        boards = [WorkingBoard(classes[count], cookies) for count in (many, few)]
        value, floor = in_turns(boards[0].ask_again, boards[1].ask_again, rounds)
        yield Figure(names[2], value, "ms", floor, rounds, connection.vendor)


class Board:
    """A page of a board that has been opened, on a connection of its own."""

    def __init__(self, class_id: int, cookies: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site().port, timeout=30)
        self.cookies = {"Cookie": cookies}
        self.shown = BoardPage(self.get(f"/en/classes/{class_id}/board/", self.cookies)[1])
        self.again = f"/en/classes/{class_id}/board/changes/"
        self.ask_again()

    def ask_again(self) -> float:
        """Give the milliseconds until it had what it lacked; nothing, where nothing has changed."""
        headers = self.cookies | self.shown.headers
        start = time.perf_counter()
        status, body = self.get(self.again, headers)
        took = (time.perf_counter() - start) * 1000
        if status == 200:
            self.shown.change(body)
        return took

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
        self.connection.request("GET", path, headers=dict(headers))
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status not in {200, 204}:
            raise BadAnswerError(f"{path}: {answer.status}")
        return answer.status, body


class WorkingBoard(Board):
    """One whose class works between two questions."""

    def __init__(self, class_id: int, cookies: str) -> None:
        self.work = Work(class_id)
        super().__init__(class_id, cookies)

    def ask_again(self) -> float:
        self.work.go_on()
        return super().ask_again()


class Work:
    """What a class does between two questions: a fifth of it types, and two of them tick a task or
    take that back."""

    def __init__(self, class_id: int) -> None:
        from labs.models import LabSession

        members = LabSession.objects.filter(user__memberships__in_class=class_id)
        self.labs = list(members.order_by("pk"))
        self.round = 0

    def go_on(self) -> None:
        from django.utils import timezone

        from labs.models import LabSession, TaskResult

        self.round += 1
        fifth = [lab.pk for lab in self.labs[self.round % 5 :: 5] or self.labs]
        LabSession.objects.filter(pk__in=fifth).update(last_input_at=timezone.now())
        for lab in self.labs[self.round % 20 :: max(20, len(self.labs) // 2)]:
            rows = TaskResult.objects.filter(session=lab)
            rows.update(tries=self.round)


class Working:
    """A page of a board in this process, whose class works between two questions."""

    def __init__(self, class_id: int) -> None:
        from django.test import Client

        from virtlearn.people.models import User

        self.path = f"/en/classes/{class_id}/board/"
        self.client = Client(headers={"Host": f"127.0.0.1:{site().port}"})
        self.client.force_login(User.objects.get(username="bench-head"))
        self.work = Work(class_id)
        self.shown = BoardPage(self.client.get(self.path).content.decode())

    def ask_again(self) -> float:
        """Give the milliseconds of the processor until it has what the class's work changed."""
        self.work.go_on()
        return self.shown.ask_again(self.client, self.path)


def class_make(count: int) -> int:
    """Make a class whose learners have each read, answered and begun a lab hours ago, so that no
    word of the board changes meanwhile; give its id."""
    import msgspec
    from django.utils import timezone

    from labs.catalog.provider import lab_get
    from labs.models import LabSession, LabState, TaskResult
    from lessons.classes.joining.core import code_new
    from lessons.models import Attempt, Class, Course, Membership, ReadingPlace
    from virtlearn.people.models import User

    course = Course.objects.get()
    lab = lab_get(course.slug, "whose-kernel")
    if lab is None:
        raise LookupError("whose-kernel")
    then = timezone.now() - timedelta(hours=5, minutes=30)
    made = Class.objects.create(name=f"{count}", course=course, join_code=code_new())
    for number in range(count):
        user = User.objects.create_user(username=f"bench-{made.pk}-{number}")
        Membership.objects.create(in_class=made, user=user, state="joined", name=f"Person {number}")
        where = {"user": user, "course": course.slug, "lesson": "kernel-boundary"}
        ReadingPlace.objects.create(**where, at=then)
        attempt = Attempt.objects.create(
            **where,
            question="process-list",
            number=1,
            language="en",
            answer=[],
            fraction=0,
            points=0,
            correct=False,
        )
        Attempt.objects.filter(pk=attempt.pk).update(at=then)
        session = LabSession.objects.create(
            user=user,
            course=course.slug,
            lab=lab.slug,
            revision=lab.digest,
            title=dict(lab.title),
            spec_json=msgspec.to_builtins(lab.spec),
            state=LabState.READY,
            due_at=then,
            created_at=then,
            ready_at=then,
            expires_at=timezone.now() + timedelta(hours=1),
        )
        first, *_others = lab.spec.tasks
        TaskResult.objects.create(session=session, task=first.id, outcome="passed", passed_at=then)
    return made.pk
