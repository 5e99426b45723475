"""What pages are told of a session's end before and when it comes, and by how many questions."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import cast

import pytest

from labs.core.expiry_warnings import ExpiryWarning
from labs.terminal.consumer import TerminalApplication
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.ports import SessionStatus, code_ended
from labs.terminal.core.session import Session
from labs.terminal.core.status_poller import StatusPoller
from labs.terminal.core.times import Times
from tests.labs.terminal import virtual
from tests.labs.terminal.client import Client, connected, patience
from tests.labs.terminal.conftest import Serve
from tests.labs.terminal.core.test_hub import Shells, anybody, path


class Told(Shells):
    """Its database can be away."""

    away = False

    def statuses(self, sessions: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SessionStatus]:
        found = super().statuses(sessions)
        if self.away:
            raise OSError("no database")
        return found


@pytest.fixture
def times() -> Times:
    return Times(poll=0.1)


@pytest.fixture
def told() -> Iterator[Told]:
    made = Told()
    yield made
    made.ours.close()


@pytest.fixture
def port(serve: Serve, told: Told, times: Times) -> int:
    return serve(TerminalApplication(told, anybody, times=times))


def warning(client: Client) -> tuple[str, int]:
    frame = client.told("warning")
    return frame["code"], frame["seconds"]


def quiet(client: Client, seconds: float = 0.4) -> bool:
    """Whether no warning comes in that time."""
    time.sleep(seconds)
    client.tell(type="ping")
    client.told("ping")
    return not any(frame["type"] == "warning" for frame in client.frames)


def test_a_step_is_told_once(port: int, told: Told) -> None:
    with connected(port, path) as client:
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="time", minutes=5, seconds=300))
        assert warning(client) == ("time", 300)
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="time", minutes=5, seconds=200))
        assert quiet(client)
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="time", minutes=1, seconds=60))
        assert warning(client) == ("time", 60)
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="idle", minutes=1, seconds=50))
        assert warning(client) == ("idle", 50)
        told.tidings = SessionStatus()
        assert warning(client) == ("none", 0)
        assert quiet(client)


def test_memory_is_told_at_each_time_and_not_of_before(port: int, told: Told) -> None:
    told.tidings = SessionStatus(memory=time.time() - 100)
    with connected(port, path) as client:
        assert quiet(client)
        told.tidings = SessionStatus(memory=time.time())
        assert warning(client) == ("memory", 0)
        assert quiet(client)
        told.tidings = SessionStatus(memory=time.time())
        assert warning(client) == ("memory", 0)


@pytest.mark.parametrize("times", [Times(poll=0.6)])
def test_memory_that_ran_out_before_the_first_question_is_told(port: int, told: Told) -> None:
    with connected(port, path) as client:
        told.tidings = SessionStatus(memory=time.time())
        assert warning(client) == ("memory", 0)


def test_an_end_is_told_to_all(port: int, told: Told) -> None:
    with connected(port, path) as one, connected(port, path) as other:
        told.tidings = SessionStatus(reason="expired")
        for client in (one, other):
            assert client.told("ended") == {"type": "ended", "reason": "expired"}
            assert client.closed() == code_ended


def test_there_is_one_question_for_all_sessions(port: int, told: Told, times: Times) -> None:
    with ExitStack() as stack:
        for _ in range(3):
            place = f"/ws/terminal/{uuid.uuid4()}/main/1/"
            stack.enter_context(connected(port, place))
        end = time.monotonic() + patience
        while 3 not in told.asked:
            assert time.monotonic() < end, told.asked
            time.sleep(0.05)
        began = time.monotonic()
        told.asked.clear()
        time.sleep(1)
        assert len(told.asked) <= 1 + (time.monotonic() - began) / times.poll
        assert set(told.asked) <= {3}


def test_nothing_is_asked_while_nothing_is_written(port: int, told: Told) -> None:
    told.written = 1
    with connected(port, path) as client:
        assert quiet(client)
        assert told.asked == [1]
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="time", minutes=5, seconds=300))
        assert quiet(client)
        assert told.asked == [1]
        told.written = 2
        assert warning(client) == ("time", 300)


def test_a_session_that_comes_is_asked_for_though_nothing_is_written() -> None:
    asked: list[int] = []

    async def ask(sessions: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SessionStatus]:
        asked.append(len(sessions))
        return {}

    async def main() -> None:
        sessions = {uuid.uuid4(): cast(Session, None)}
        beat = StatusPoller(
            sessions, ask, lambda session, reason: None, ChangeDetector(lambda: 1), Times(poll=0.1)
        )
        beat.wake()
        await asyncio.sleep(1)
        assert asked == [1]
        sessions[uuid.uuid4()] = cast(Session, None)
        await asyncio.sleep(1)
        assert asked == [1, 2]
        beat.close()

    virtual.run(main())


def test_without_a_database_the_terminal_goes_on(
    port: int, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(port, path) as client:
        told.away = True
        time.sleep(0.5)
        told.ours.sendall(b"still here")
        client.see("still here")
        assert caplog.text.count("no news of the sessions") == 1
        told.away = False
        told.tidings = SessionStatus(expiry=ExpiryWarning(code="time", minutes=1, seconds=60))
        assert warning(client) == ("time", 60)
