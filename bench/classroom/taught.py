"""A class with a link that its learners join by, and its teacher, whose live board is open.

The board asks again as its page does. What one answer of it costs is read afterwards from the
processor time of the site's web processes, while the class's labs run and nobody does anything.
"""

from __future__ import annotations

import asyncio
import time

import msgspec

from bench.board_page import BoardPage
from bench.classroom.accounts import password
from bench.classroom.after import processes_of, processor_seconds
from bench.classroom.book import Book
from bench.classroom.browser import Browser
from tests.site import Site

sign_in_path = "/en/accounts/login/"
ask_seconds = 2.0  # between two refreshes, as in the page
cost_rounds = 40
quiet_seconds = 3.0
teacher = -2  # who the teacher is in the book


class Taught(msgspec.Struct, frozen=True):
    """A class: its number, the path of its link, and the teacher's user name."""

    id: int
    link: str
    teacher: str
    members: int  # that are rows alone, beside those who come


def taught_make(members: int) -> Taught:
    """A teacher with a class; `members` of it are rows, which have read and answered."""
    from django.urls import reverse
    from django.utils import timezone, translation

    from lessons.classes.services import class_create
    from lessons.models import Attempt, Course, Membership, ReadingPlace
    from virtlearn.people.models import Role, User

    course = Course.objects.get()
    by = User.objects.create_user("bench-teacher", password=password, role=Role.INSTRUCTOR)
    row = class_create(course=course, by=by, name="Load", time_zone="UTC")
    people = User.objects.bulk_create(User(username=f"member-{each}") for each in range(members))
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(in_class=row, user=user, name=user.username, state="joined", joined_at=now)
        for user in people
    )
    where = {"course": course.slug, "lesson": "kernel-boundary"}
    ReadingPlace.objects.bulk_create(ReadingPlace(user=user, **where, at=now) for user in people)
    Attempt.objects.bulk_create(
        Attempt(
            user=user,
            **where,
            question="process-list",
            number=1,
            language="en",
            answer=[],
            fraction=0,
            points=0,
            correct=False,
        )
        for user in people
    )
    with translation.override("en"):
        link = reverse("lessons:class_join", args=[row.join_code])
    return Taught(id=row.pk, link=link, teacher=by.username, members=members)


class Cost(msgspec.Struct, frozen=True):
    """Of one whole answer of the board: processor time of all web processes, and its bytes."""

    milliseconds: float
    kilobytes: float
    rounds: int

    @property
    def share(self) -> float:
        """Of one processor, for one board that gets a whole answer at every refresh."""
        return self.milliseconds / 1e3 / ask_seconds


class Teacher:
    """Signs in and leaves the board open. Its times are in a book of its own."""

    def __init__(self, taught: Taught, site: Site, book: Book) -> None:
        self.taught, self.site, self.class_book = taught, site, book
        self.book = Book()
        self.opened: Browser | None = None
        self.path = f"/en/classes/{taught.id}/board/"
        self.changes = f"{self.path}changes/"
        self.unchanged = 0
        self.shown: list[float] = []  # times of refreshes beside the class, in ms
        self.cost: Cost | None = None

    @property
    def browser(self) -> Browser:
        """Opened by the first that asks for it, in the event loop."""
        self.opened = self.opened or Browser(self.book, teacher, self.site.url)
        return self.opened

    async def sign_in(self) -> None:
        await self.browser.get(sign_in_path, "open the form")
        fields = {"login": self.taught.teacher, "password": password}
        page = await self.browser.ask("POST", sign_in_path, fields, htmx=False)
        if not page.ok or page.path == sign_in_path:
            raise RuntimeError(f"the teacher can't sign in: {page.seen}")

    async def look(self) -> None:
        """Until it is cancelled. A refresh that fails is a failure of the class."""
        shown = BoardPage((await self.browser.get(self.path, "open the board")).text)
        self.book.restart("the page")
        while True:
            await asyncio.sleep(ask_seconds)
            page = await self.browser.ask("GET", self.changes, more=shown.headers)
            if page.ok:
                self.unchanged += page.status == 204
                if page.status != 204:
                    shown.change(page.text)
            else:
                self.class_book.failed(teacher, "board", page.seen)

    async def measure(self) -> None:
        """What one whole answer costs, less what the site takes meanwhile anyway."""
        self.shown = list(self.book.times["page"])
        pids = processes_of(self.site.processes["web"].pid)
        begin, before = time.perf_counter(), processor_seconds(pids)
        await asyncio.sleep(quiet_seconds)
        quiet = (processor_seconds(pids) - before) / (time.perf_counter() - begin)
        begin, before, size = time.perf_counter(), processor_seconds(pids), 0
        for _ in range(cost_rounds):
            page = await self.browser.ask("GET", self.changes)
            if not page.ok:
                self.class_book.failed(teacher, "board", page.seen)
                return
            size += len(page.text.encode())
        spent = processor_seconds(pids) - before - quiet * (time.perf_counter() - begin)
        each = max(0.0, spent) * 1e3 / cost_rounds
        self.cost = Cost(each, size / 1e3 / cost_rounds, cost_rounds)

    async def close(self) -> None:
        await self.browser.close()
