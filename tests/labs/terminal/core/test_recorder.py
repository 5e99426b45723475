"""What a recorder writes, when, and what it does when the file is taken away from it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from labs.engines.base import Handle
from labs.terminal.consumer import TerminalApplication
from labs.terminal.core import recorder
from labs.terminal.core.ports import Admission, TabRequest
from labs.terminal.core.recorder import Recorder, Recorders, TabAddress
from labs.terminal.core.tab import ring_size
from labs.terminal.core.times import Times
from tests.labs.terminal.client import connected
from tests.labs.terminal.conftest import Serve
from tests.labs.terminal.core.test_hub import Flood, Shells, acknowledge, anybody, path
from tests.labs.terminal.recording import FolderArchive, read, shown


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    return FolderArchive(tmp_path)


at_once = Times(flush=0.05)


async def until(holds: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.01)


def made(archive: FolderArchive, cols: int = 80, rows: int = 24) -> Recorder:
    found = Recorders(archive, at_once).make(TabAddress(uuid.uuid4(), "main", 1), cols, rows)
    assert found
    return found


def part(archive: FolderArchive) -> Path:
    return archive.targets[-1].part if archive.targets else archive.folder / "none"


def whole(archive: FolderArchive) -> Path:
    return archive.targets[-1].whole if archive.targets else archive.folder / "none"


def test_it_is_on_the_disk_before_the_tab_ends(archive: FolderArchive) -> None:
    async def run() -> None:
        one = made(archive)
        one.resize(100, 30)  # before any output: the size that it begins with
        before = time.time()
        one.output(b"first\r\n")
        await until(lambda: part(archive).exists() and part(archive).stat().st_size)
        head, events = read(part(archive))
        assert (head["width"], head["height"]) == (100, 30)
        assert before - 2 <= head["timestamp"] <= time.time() + 1
        assert events == [[0.0, "o", "first\r\n"]]
        one.resize(90, 20)
        one.output(b"second")
        one.close()
        await until(lambda: whole(archive).exists())
        assert [event[1:] for event in read(whole(archive))[1]] == [
            ["o", "first\r\n"],
            ["r", "90x20"],
            ["o", "second"],
        ]
        await until(lambda: archive.notes and archive.notes[-1][2])  # the last of them
        seconds, size, ended, cut = archive.notes[-1]
        assert (size, ended, cut) == (whole(archive).stat().st_size, True, False)
        assert seconds > 0
        await until(lambda: one.all.waiting == 0)

    asyncio.run(run())


def test_nothing_shown_is_nothing_kept(archive: FolderArchive) -> None:
    async def run() -> None:
        one = made(archive)
        one.resize(100, 30)
        one.close()
        await until(lambda: one.script.over)
        assert archive.asked == 0

    asyncio.run(run())


def test_a_limit_cuts_it_and_from_there_on_nothing_is_taken(archive: FolderArchive) -> None:
    async def run() -> None:
        archive.limit = 20_000
        one = made(archive)
        for number in range(10_000):
            if one.on:
                one.output(b"%05d\r\n" % number)
        assert one.taken <= 20_010
        await until(lambda: whole(archive).exists())
        assert whole(archive).stat().st_size <= 20_000
        assert "[cut]" in shown(whole(archive))
        assert shown(whole(archive)).startswith("00000\r\n00001\r\n")
        await until(lambda: archive.notes and archive.notes[-1][2])  # the last of them
        assert archive.notes[-1][2:] == (True, True)
        assert not one.on
        assert not one.again

    asyncio.run(run())


def test_a_file_that_is_deleted_stays_deleted(archive: FolderArchive) -> None:
    async def run() -> None:
        one = made(archive)
        one.output(b"secret")
        await until(lambda: part(archive).exists() and part(archive).stat().st_size)
        part(archive).unlink()
        one.output(b"more")
        await until(lambda: not one.on)
        assert one.again
        one.close()
        await asyncio.sleep(0.2)
        assert list(archive.folder.iterdir()) == []
        assert one.all.waiting == 0

    asyncio.run(run())


def test_a_learner_who_wants_none_has_none(archive: FolderArchive) -> None:
    async def run() -> None:
        archive.wanted = False
        one = made(archive)
        one.output(b"unwanted")
        await until(lambda: not one.on)
        assert one.again
        assert list(archive.folder.iterdir()) == []
        assert one.all.waiting == 0

    asyncio.run(run())


def test_a_disk_without_room_cuts_it(
    archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        one = made(archive)
        one.output(b"first")
        await until(lambda: part(archive).exists() and part(archive).stat().st_size)
        monkeypatch.setattr(recorder, "free_least", 1 << 62)
        one.output(b"second")
        await until(lambda: not one.on)
        assert "[cut]" in shown(whole(archive))

    asyncio.run(run())


def test_a_disk_that_hangs_takes_no_memory(
    archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    begin = archive.begin

    def slow(place: TabAddress) -> object:
        free.wait(20)
        return begin(place)

    monkeypatch.setattr(archive, "begin", slow)
    monkeypatch.setattr(recorder, "waiting_most", 1_000_000)

    async def run() -> None:
        archive.limit = 10**9
        one = made(archive)
        while one.on:
            one.output(b"x" * 1000)
        assert one.all.waiting <= 1_001_000
        free.set()
        await until(lambda: whole(archive).exists())
        assert "[cut]" in shown(whole(archive))

    asyncio.run(run())


def test_an_archive_that_fails_harms_nobody(
    archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(place: TabAddress) -> None:
        raise ValueError("no database")

    monkeypatch.setattr(archive, "begin", broken)

    async def run() -> None:
        one = made(archive)
        one.output(b"x")
        await until(lambda: not one.on)
        assert one.all.waiting == 0

    asyncio.run(run())


# Through a hub


@pytest.fixture
def shells() -> Shells:
    return Shells()


@pytest.fixture
def application(shells: Shells, archive: FolderArchive) -> TerminalApplication:
    return TerminalApplication(shells, anybody, archive, at_once)


@pytest.fixture
def port(serve: Serve, application: TerminalApplication) -> int:
    return serve(application)


def recorder_of(application: TerminalApplication) -> Recorder:
    """That of the one tab."""
    assert application.hub is not None
    (session,) = application.hub.sessions.values()
    (tab,) = session.tabs.values()
    assert tab.recorder is not None
    return tab.recorder


def wait(holds: Callable[[], object], seconds: float = 40) -> None:
    asyncio.run(until(holds, seconds))


def test_a_tab_is_recorded_with_its_sizes_and_once_for_all_viewers(
    port: int, shells: Shells, archive: FolderArchive
) -> None:
    with connected(port, path + "?cols=70&rows=20") as one:
        shells.ours.sendall("día\r\n".encode())
        one.see("día")  # from here on it has that size: it is the latest to come whose size counts
        with connected(port, path) as other:
            other.see("día")
            one.tell(type="resize", cols=90, rows=30)
            wait(lambda: part(archive).exists() and '"r","90x30"' in part(archive).read_text())
            shells.ours.sendall(b"after")
            one.see("after")
            other.see("after")
            shells.ours.close()
            one.closed()
    wait(lambda: whole(archive).exists())
    head, events = read(whole(archive))
    assert (head["width"], head["height"]) == (70, 20)
    assert shown(whole(archive)) == "día\r\nafter"
    assert "90x30" in [text for _at, kind, text in events if kind == "r"]
    assert len(archive.targets) == 1


def test_a_flood_is_shown_whole_and_recorded_up_to_the_limit(
    port: int, shells: Shells, archive: FolderArchive
) -> None:
    archive.limit = 300_000
    flood = Flood(shells.ours, most=200_000)
    with connected(port, path) as client:
        flood.start()
        acknowledged = 0
        while client.total < 200_000 * 11:
            assert client.read(), client.code
            if client.total - acknowledged > 128 * 1024:
                acknowledge(client)
                acknowledged = client.total
        assert client.total > 2 * ring_size
        wait(lambda: whole(archive).exists())
    assert 200_000 < whole(archive).stat().st_size <= 300_000
    assert shown(whole(archive)).startswith("000000000\r\n000000001\r\n")


def test_one_who_changes_their_mind_is_recorded_from_the_next_page_on(
    port: int, shells: Shells, archive: FolderArchive, application: TerminalApplication
) -> None:
    archive.wanted = False
    with connected(port, path) as client:
        shells.ours.sendall(b"private")
        client.see("private")
        wait(lambda: archive.asked)
    archive.wanted = True
    wait(lambda: recorder_of(application).again)  # it has heard the refusal
    with connected(port, path) as client:
        client.see("private")
        shells.ours.sendall(b"public")
        client.see("public")
        wait(lambda: part(archive).exists())
        wait(lambda: shown(part(archive)) == "public")


def test_a_server_that_stops_ends_its_recordings(archive: FolderArchive) -> None:
    async def run() -> None:
        late = Times(flush=60)  # only the stop writes it down
        application = TerminalApplication(Shells(), anybody, archive, late)
        hub = application.hub_here()
        request = TabRequest(
            session_key="key", session=uuid.uuid4(), machine="main", tab=1, rows=24, cols=80
        )
        shells = hub.backend
        assert isinstance(shells, Shells)
        await hub.join(request, Admission(handle=Handle("id", "name")), nowhere)
        shells.ours.sendall(b"last words")
        [session] = hub.sessions.values()
        [tab] = session.tabs.values()
        await until(lambda: tab.ring.end)
        hub.close()
        await until(lambda: whole(archive).exists())
        assert shown(whole(archive)) == "last words"

    async def nowhere(event: Mapping[str, Any]) -> None: ...

    asyncio.run(run())


def test_the_process_that_comes_after_begins_another(serve: Serve, archive: FolderArchive) -> None:
    for number, words in enumerate(("before", "after"), 1):
        shells = Shells()
        port = serve(TerminalApplication(shells, anybody, archive, at_once))
        with connected(port, path) as client:
            shells.ours.sendall(words.encode())
            client.see(words)
            wait(lambda number=number: len(archive.targets) == number)  # type: ignore[misc]
            wait(lambda: part(archive).exists() and part(archive).stat().st_size)
    assert [shown(target.part) for target in archive.targets] == ["before", "after"]


def test_a_process_that_is_killed_leaves_whole_lines(tmp_path: Path) -> None:
    program = Path(__file__).with_name("record_forever.py")
    process = subprocess.Popen([sys.executable, program, tmp_path], cwd=Path.cwd())
    wait(lambda: any(path.stat().st_size > 10_000 for path in tmp_path.glob("*.part")))
    process.kill()
    process.wait(10)
    [left] = tmp_path.glob("*.part")
    assert len(read(left)[1]) > 10
