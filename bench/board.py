"""The live board of a class of 200 whose labs all run, asked again while nothing has changed.

Floor: the same of a class of two. What the board costs goes up with the class; what it asks the
database for does not.
"""

from __future__ import annotations

import html
import http.client
import re
import time
from collections.abc import Collection, Iterator
from datetime import timedelta

from bench.figure import Figure, in_turns
from bench.here import cookie_header, signed_in, site
from bench.load import BadAnswerError

names = ("board_ms",)
learners, few = 200, 2
rounds = 50


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure, if it is wanted."""
    if names[0] not in wanted:
        return
    site()  # sets Django up, which the following needs
    from django.db import connection

    from virtlearn.people.models import Role, User

    cookies = cookie_header(signed_in("bench-head"))
    User.objects.filter(username="bench-head").update(role=Role.HEAD)
    large, small = (Board(class_make(count), cookies) for count in (learners, few))
    value, floor = in_turns(large.ask_again, small.ask_again, rounds)
    yield Figure(names[0], value, "ms", floor, rounds, connection.vendor)


class Board:
    """A page of a board that has been opened, on a connection of its own."""

    def __init__(self, class_id: int, cookies: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site().port, timeout=30)
        self.headers = {"Cookie": cookies, "HX-Request": "true"}
        page = self.get(f"/en/classes/{class_id}/board/", 200)
        found = re.search(r'id="board"\s+hx-get="([^"]+)"', page)
        if found is None:
            raise BadAnswerError(page)
        self.again = html.unescape(found[1])
        self.get(self.again, 204)

    def ask_again(self) -> float:
        """Give the milliseconds until it was told that nothing has changed."""
        start = time.perf_counter()
        self.get(self.again, 204)
        return (time.perf_counter() - start) * 1000

    def get(self, path: str, status: int) -> str:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != status:
            raise BadAnswerError(f"{path}: {answer.status}")
        return body


def class_make(count: int) -> int:
    """Make a class whose learners have each read, answered and begun a lab hours ago, so that no
    word of the board changes meanwhile; give its id."""
    import msgspec
    from django.utils import timezone

    from labs.catalog.provider import lab_get
    from labs.models import LabSession, LabState, TaskResult
    from lessons.models import Attempt, Class, Course, Membership, ReadingPlace
    from virtlearn.people.models import User

    course = Course.objects.get()
    lab = lab_get(course.slug, "whose-kernel")
    if lab is None:
        raise LookupError("whose-kernel")
    then = timezone.now() - timedelta(hours=5, minutes=30)
    made = Class.objects.create(name=f"{count}", course=course, join_code=f"BENCH{count}")
    for number in range(count):
        user = User.objects.create_user(username=f"bench-{count}-{number}")
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
