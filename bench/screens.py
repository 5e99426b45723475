"""Screens of a class on its live board; the floor is of a class of two.

`screens_200_core_ms`: what the processor has to do every two seconds while a board shows the
screens of 200 learners, of whom a fifth have typed since the look before, and four have printed a
page: to make what changed into screens, to write them, and to answer the page that shows the board
with them. All of a core would be 2,000 ms. `screens_200_flood_ms`: the same while every one of the
200 prints as fast as a terminal takes it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from bench.board import class_make
from bench.board_page import BoardPage
from bench.figure import Figure, in_turns
from bench.here import signed_in, site
from bench.load import BadAnswerError

names = ("screens_200_core_ms", "screens_200_flood_ms")
learners, few = 200, 2
rounds = 30
card = re.compile(r'data-screen="(\w+)"\s+data-digest="([^"]*)"')
typed = b"\x1b[32mlearner\x1b[0m@lab:~$ ls -la /etc"
page = b"\r\n".join(b"-rw-r--r-- 1 root root %5d Nov 30 07:48 file%d" % (n, n) for n in range(24))
flood = b"".join(b"%09d and some words of a log that never ends\r\n" % n for n in range(6000))


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    if not set(names) & set(wanted):
        return
    site()  # sets Django up, which the following needs
    from django.db import connection

    from virtlearn.people.models import Role, User

    signed_in("bench-head")
    User.objects.filter(username="bench-head").update(role=Role.HEAD)
    walls = [Wall(class_make(count)) for count in (learners, few)]
    for name, work in zip(names, (Wall.types, Wall.floods), strict=True):
        if name in wanted:
            large, small = (partial(wall.look, work) for wall in walls)
            value, floor = in_turns(large, small, rounds)
            yield Figure(name, value, "ms", floor, rounds, connection.vendor)


class Terminal:
    """As much of a tab as screens are made from."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        from labs.terminal.core.ring_buffer import RingBuffer
        from labs.terminal.core.tab import ring_size

        self.ring = RingBuffer(ring_size)
        self.size = (80, 24)
        self.viewers: Sequence[object] = ()
        self.loop = loop


class Wall:
    """A class whose board shows its screens, and a hub with its terminals, in this process."""

    def __init__(self, class_id: int) -> None:
        from django.test import Client

        from labs.models import LabSession
        from labs.terminal.core.change_detector import ChangeDetector
        from labs.terminal.core.screens import Screens
        from lessons.models import Class
        from virtlearn.people.models import User

        Class.objects.filter(pk=class_id).update(screens="on")
        self.path = f"/en/classes/{class_id}/board/"
        self.client = Client(headers={"Host": f"127.0.0.1:{site().port}"})
        self.client.force_login(User.objects.get(username="bench-head"))
        self.loop = asyncio.new_event_loop()
        keys = LabSession.objects.filter(user__memberships__in_class=class_id).order_by("pk")
        self.tabs = {key: Terminal(self.loop) for key in keys.values_list("pk", flat=True)}
        self.round = 0
        self.shown = BoardPage(self.client.get(self.path, {"screens": "on"}).content.decode())
        self.seen: dict[str, str] = {}

        async def hub() -> Screens:
            sessions = {
                key: SimpleNamespace(tabs={("main", 1): tab}) for key, tab in self.tabs.items()
            }
            return Screens(
                cast(Any, sessions),
                wanted=wanted_now,
                write=write,
                written=ChangeDetector(lambda: None),
            )

        self.screens = self.loop.run_until_complete(hub())
        for tab in self.tabs.values():
            tab.ring.append(page)
        for _ in range(30):  # all of it is shown before anything is measured
            self.ask()
            self.loop.run_until_complete(self.screens.round())

    def types(self) -> None:
        """A fifth of the class types, and four of them print a page."""
        tabs = list(self.tabs.values())
        for tab in tabs[self.round % 5 :: 5] or tabs:
            tab.ring.append(typed)
        for tab in tabs[self.round % 50 :: 50] or tabs[:1]:
            tab.ring.append(page)

    def floods(self) -> None:
        """Everybody prints more than a ring takes."""
        for tab in self.tabs.values():
            tab.ring.append(flood)

    def look(self, work: Callable[[Wall], None]) -> float:
        """Give the milliseconds of the processor until the page has what `work` changed."""
        self.round += 1
        work(self)
        start = time.process_time()
        self.loop.run_until_complete(self.screens.round())
        found = self.ask_timed()
        return (time.process_time() - start) * 1000 - found

    def ask_timed(self) -> float:
        """Asks, and gives the milliseconds of this program's own that are no part of it."""
        answer = self.answer()
        start = time.process_time()
        self.take(answer)
        return (time.process_time() - start) * 1000

    def ask(self) -> None:
        self.take(self.answer())

    def answer(self) -> Any:
        seen = " ".join(f"{key}={digest}" for key, digest in self.seen.items())
        headers = self.shown.headers | {"Screens-Seen": seen}
        found = self.client.get(f"{self.path}changes/", headers=headers)
        if found.status_code not in {200, 204}:
            raise BadAnswerError(f"{self.path}: {found.status_code}")
        return found

    def take(self, answer: Any) -> None:
        """As static/js/board.js does."""
        if answer.status_code == 204:
            return
        self.shown.change(answer.content.decode())
        found = answer.json().get("screens")
        if found is None:
            return
        self.seen |= card.findall("".join(found["cards"])) + list(found["digests"].items())
        self.seen = {key: self.seen[key] for key in found["stand"]}


async def wanted_now() -> Mapping[UUID, str]:
    from labs.sharing.screens import screens_wanted

    return await asyncio.to_thread(screens_wanted)


async def write(screens: Mapping[UUID, Sequence[Any]]) -> None:
    from labs.sharing.screens import screens_write

    await asyncio.to_thread(screens_write, screens)
