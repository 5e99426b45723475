"""Screens that a board wants: made of what the rings have, at a bounded cost, and of no others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from labs.core.presence import UnavailableError
from labs.core.screen import Screen, screens_digest
from labs.terminal.core import screens as screens_module
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.protocol import Screens as ScreensFrame
from labs.terminal.core.ring_buffer import RingBuffer
from labs.terminal.core.screens import Screens, catch_up, terminals_most
from labs.terminal.core.tab import ring_size
from labs.terminal.core.times import Times
from tests.labs.terminal import virtual

period = 2.0


class Page:
    own = True

    def __init__(self, session: UUID) -> None:
        self.session = session
        self.frames: list[object] = []

    def tell(self, frame: object) -> None:
        self.frames.append(frame)


class Terminal:
    """As much of a Tab as screens ask for."""

    def __init__(self) -> None:
        self.ring = RingBuffer(ring_size)
        self.size = (80, 24)
        self.viewers: list[Page] = []
        self.loop = asyncio.get_running_loop()


class Board:
    """A database with a board that wants screens, and the terminals whose screens they are."""

    def __init__(self) -> None:
        self.wanted: dict[UUID, str] = {}
        self.shown: dict[UUID, Sequence[Screen]] = {}
        self.writes: list[int] = []
        self.away = False
        self.sessions: dict[UUID, Any] = {}
        self.screens = Screens(
            cast(Any, self.sessions),
            wanted=self.asked,
            write=self.write,
            written=ChangeDetector(lambda: None),
            times=Times(screens=period),
        )

    async def asked(self) -> Mapping[UUID, str]:
        if self.away:
            raise UnavailableError
        return dict(self.wanted)

    async def write(self, screens: Mapping[UUID, Sequence[Screen]]) -> None:
        if self.away:
            raise UnavailableError
        self.writes.append(len(screens))
        for key, shown in screens.items():
            if key in self.wanted:
                self.shown[key] = shown
                self.wanted[key] = screens_digest(shown)

    def session(self, *names: tuple[str, int], wanted: bool = True) -> tuple[UUID, list[Terminal]]:
        key = uuid4()
        tabs = {name: Terminal() for name in names or [("main", 1)]}
        self.sessions[key] = SimpleNamespace(tabs=tabs)
        if wanted:
            self.wanted[key] = ""
        page = Page(key)
        next(iter(tabs.values())).viewers.append(page)
        self.screens.joined(cast(Any, page))
        return key, list(tabs.values())

    async def round(self) -> None:
        await asyncio.sleep(period + 0.01)

    def text(self, key: UUID) -> list[str]:
        return [screen.text for screen in self.shown[key]]

    async def end(self) -> None:
        self.screens.close()
        await asyncio.gather(cast(Any, self.screens.task), return_exceptions=True)


def on_a_loop(test: Any) -> Any:
    """The test as a coroutine on a loop whose time passes at once, with a Board."""

    def runs() -> None:
        async def body() -> None:
            board = Board()
            await test(board)
            await board.end()

        virtual.run(body())

    runs.__name__ = test.__name__
    runs.__doc__ = test.__doc__
    return runs


@on_a_loop
async def test_only_screens_that_are_wanted_are_made(board: Board) -> None:
    key, (tab,) = board.session()
    other, (quiet,) = board.session(wanted=False)
    tab.ring.append(b"$ ls\r\nfile")
    quiet.ring.append(b"secret")
    await board.round()
    assert board.text(key) == ["$ ls\nfile"]
    assert other not in board.shown
    assert set(board.screens.readers) == {cast(Any, tab)}


@on_a_loop
async def test_what_has_not_changed_is_not_written_again(board: Board) -> None:
    key, (tab,) = board.session()
    tab.ring.append(b"one")
    await board.round()
    await board.round()
    assert board.writes == [1]
    tab.ring.append(b"\rone")  # other bytes, the same screen
    await board.round()
    assert board.writes == [1]
    tab.ring.append(b" two")
    await board.round()
    assert board.text(key) == ["one two"]


@on_a_loop
async def test_what_was_erased_is_written_again(board: Board) -> None:
    """A board was closed, and opened again: its rows are as at first."""
    key, (tab,) = board.session()
    tab.ring.append(b"one")
    await board.round()
    board.shown.clear()
    board.wanted[key] = ""
    await board.round()
    assert board.text(key) == ["one"]


@on_a_loop
async def test_learners_are_told_when_they_are_shown_and_when_no_more(board: Board) -> None:
    key, (tab,) = board.session()
    (page,) = tab.viewers
    await board.round()
    assert page.frames == [ScreensFrame(shown=True)]
    late = Page(key)
    board.screens.joined(cast(Any, late))
    assert late.frames == [ScreensFrame(shown=True)]
    visitor = Page(key)
    visitor.own = False
    tab.viewers.append(visitor)
    del board.wanted[key]
    await board.round()
    assert page.frames[1:] == [ScreensFrame(shown=False)]
    assert visitor.frames == []
    assert not board.screens.readers


@on_a_loop
async def test_a_flood_costs_no_more_than_what_a_screen_is_made_from(board: Board) -> None:
    key, (tab,) = board.session()
    tab.ring.append(b"first\r\n")
    await board.round()
    reader = board.screens.readers[cast(Any, tab)]
    fed: list[int] = []
    assert reader.emulator
    real = type(reader.emulator).feed

    def feed(emulator: Any, data: bytes) -> None:
        fed.append(len(data))
        real(emulator, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(reader.emulator), "feed", feed)
        for number in range(200_000):
            tab.ring.append(b"%07d\r\n" % number)
        tab.ring.append(b"$ ")
        await board.round()
    assert sum(fed) <= catch_up
    assert max(fed) <= screens_module.piece
    lines = board.text(key)[0].splitlines()
    assert lines[-2:] == ["0199999", "$"]
    assert len(lines) == 24


@on_a_loop
async def test_all_of_a_class_come_in_turn_however_much_it_costs(board: Board) -> None:
    """Where a round has time for one alone, the next one begins with who has waited for longest."""
    keys = [board.session()[0] for _ in range(5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screens_module, "work_most", 1e-9)
        for number in range(5):
            for key in keys:
                (tab,) = board.sessions[key].tabs.values()
                tab.ring.append(b"\r%d" % number)
            await board.round()
    assert board.writes == [1] * 5
    assert board.shown.keys() == set(keys)


@on_a_loop
async def test_each_terminal_of_a_session_has_a_screen_up_to_a_few(board: Board) -> None:
    names = [("main", number) for number in range(1, terminals_most + 3)]
    key, tabs = board.session(("other", 1), *names)
    for tab in tabs:
        tab.ring.append(b"x")
    await board.round()
    assert len(board.shown[key]) == terminals_most
    await board.round()
    tabs[-1].ring.append(b"y")
    tabs[0].ring.append(b"z")
    await board.round()
    shown = {(screen.machine, screen.tab): screen.text for screen in board.shown[key]}
    assert shown["other", 1] == "xz"
    assert shown[names[-1]] == "xy"
    assert list(shown) == sorted(shown)
    del board.sessions[key].tabs["other", 1]
    await board.round()
    assert ("other", 1) not in {(each.machine, each.tab) for each in board.shown[key]}


@on_a_loop
async def test_a_large_terminal_is_shown_where_its_cursor_is(board: Board) -> None:
    key, (tab,) = board.session()
    tab.size = (132, 50)
    tab.ring.append(b"\r\n".join(b"%d " % each + b"x" * 120 for each in range(1, 50)))
    await board.round()
    (screen,) = board.shown[key]
    assert (screen.cols, screen.lines, screen.top) == (132, 50, 25)
    lines = screen.text.splitlines()
    assert (len(lines), lines[-1][:3], len(lines[0])) == (24, "49 ", 80)
    tab.size = (80, 24)
    await board.round()
    assert (board.shown[key][0].lines, board.shown[key][0].top) == (24, 0)


@on_a_loop
async def test_a_database_that_is_away_is_asked_again(board: Board) -> None:
    key, (tab,) = board.session()
    tab.ring.append(b"one")
    board.away = True
    await board.round()
    assert not board.shown
    board.away = False
    await board.round()
    assert board.text(key) == ["one"]


@on_a_loop
async def test_who_ends_is_forgotten(board: Board) -> None:
    key, _tabs = board.session()
    await board.round()
    del board.sessions[key]
    await board.round()
    assert board.screens.task
    assert board.screens.task.done()
