"""Flow control: what a shell that never stops and a page that never reads do to the server."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from labs.core.presence import SessionPresence
from labs.core.screen import Screen
from labs.engines.base import Handle
from labs.engines.errors import EngineError, MachineGone
from labs.engines.stream import Stream
from labs.terminal.consumer import Settings, TerminalApplication
from labs.terminal.core.check_scheduler import CheckPass
from labs.terminal.core.ports import (
    Admission,
    Refusal,
    SessionStatus,
    TabRequest,
    code_ended,
    code_restart,
    undecided,
)
from labs.terminal.core.tab import ring_size
from labs.terminal.core.times import Times
from labs.terminal.core.viewer import window
from tests.labs.terminal.client import Client, close_frame, connected, patience
from tests.labs.terminal.conftest import Serve
from tests.waiting import wait_until

path = f"/ws/terminal/{uuid.uuid4()}/main/1/"
line = b"%09d\r\n"
line_length = 11
anybody = Settings(  # from whichever page
    origins=(), secure=False, session_cookie="sessionid", host_valid=lambda host: True
)


class Shells:
    """A backend whose one shell is the other end of a socket, in the test's hands."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.ours.settimeout(15)
        self.opened = 0
        self.endings = 0
        self.checked = 0
        self.results: object = 1
        self.tidings = SessionStatus()
        self.asked: list[int] = []
        self.awaited = False
        self.prompts: list[float] = []
        self.reasons: list[str] = []
        self.written: int | None = None
        self.sizes: list[tuple[int, int]] = []  # rows, columns
        self.languages: list[str] = []

    def admit(self, session_key: str, session: uuid.UUID, machine: str) -> Admission | Refusal:
        """Whose cookie is "visitor" watches; all others are the learner."""
        visit = 1 if session_key == "visitor" else None
        return Admission(
            handle=Handle("id", "name"),
            awaited=self.awaited,
            visit=visit,
            mode="watch" if visit else "type",
        )

    def presence(self, sessions: Collection[uuid.UUID]) -> Mapping[uuid.UUID, SessionPresence]:
        return {each: SessionPresence(visits={1: "watch"}) for each in sessions}

    def note_visits(self, visits: Collection[int], there: bool) -> None: ...

    def screens_wanted(self) -> Mapping[uuid.UUID, str]:
        return {}

    def screens_write(self, screens: Mapping[uuid.UUID, Sequence[Screen]]) -> None:
        raise AssertionError("nobody wants any")

    def open(self, request: TabRequest, admission: Admission) -> tuple[Stream, bytes]:
        self.opened += 1
        return Stream(self.theirs), b""

    def replace(self, request: TabRequest, admission: Admission) -> Admission:
        raise MachineGone("nothing takes its place")

    def resize(self, handle: Handle, rows: int, cols: int, stream: Stream) -> None:
        self.sizes.append((rows, cols))

    def language(self, handle: Handle, code: str) -> None:
        self.languages.append(code)
        if code == "xx":
            raise EngineError("busy")

    def end_tab(self, handle: Handle, tab: int) -> None:
        self.endings += 1
        if self.endings < 3:
            raise EngineError("busy")
        self.ours.close()

    def check(self, session: uuid.UUID) -> CheckPass:
        self.checked += 1
        return CheckPass(shown=self.results)

    def due(self, session: uuid.UUID) -> tuple[str, ...]:
        return ()

    def prepare(self, session: uuid.UUID, task: str) -> bool:
        return True

    def note_prompt(self, session: uuid.UUID, at: float) -> None:
        self.prompts.append(at)

    def note_figures(self, session: uuid.UUID) -> bool:
        return True

    def note_input(self, session: uuid.UUID) -> None: ...

    def version(self) -> int | None:
        return self.written

    def why_ended(self, session: uuid.UUID, handle: Handle) -> str:
        return self.reasons.pop(0) if self.reasons else "gone"

    def statuses(self, sessions: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SessionStatus]:
        self.asked.append(len(sessions))
        return dict.fromkeys(sessions, self.tidings)


@pytest.fixture
def shells() -> Iterator[Shells]:
    made = Shells()
    yield made
    made.ours.close()


@pytest.fixture
def port(serve: Serve, shells: Shells, times: Times) -> int:
    return serve(TerminalApplication(shells, anybody, times=times))


class Flood(threading.Thread):
    """Numbered lines without end, or `most` of them, as fast as they are taken."""

    def __init__(self, shell: socket.socket, most: int = 10**9) -> None:
        super().__init__(daemon=True)
        self.shell, self.most = shell, most
        self.sent = 0  # bytes
        self.halt = False

    def run(self) -> None:
        number = 0
        with contextlib.suppress(OSError):
            while not self.halt and number < self.most:
                block = b"".join(line % each for each in range(number, number + 1000))
                self.shell.sendall(block)
                number += 1000
                self.sent += len(block)


def memory() -> int:
    """Bytes that this process has in memory, server and all."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def acknowledge(client: Client) -> None:
    client.tell(type="ack", bytes=client.total)


@pytest.mark.slow("fills the buffers of a network")
def test_a_stalled_client_takes_no_memory(port: int, shells: Shells) -> None:
    """W4, with the client that never reads and never acknowledges."""
    with connected(port, path, receive_buffer=4096) as stalled:
        time.sleep(0.3)
        before = memory()
        flood = Flood(shells.ours)
        flood.start()
        most = 0
        for _ in range(60):
            time.sleep(0.1)
            most = max(most, memory() - before)
        flood.halt = True
        assert most < 20_000_000
        # It is read on slowly, so that the program gets on, and only the latest is kept.
        assert flood.sent > ring_size
        assert flood.sent < 50_000_000
        assert stalled.code == 0


def test_a_client_that_reads_but_never_acknowledges_is_not_overrun(
    port: int, shells: Shells
) -> None:
    """What the page has not written to its terminal is not in its memory by the hundred MB."""
    flood = Flood(shells.ours)
    with connected(port, path) as client:
        flood.start()
        client.until(lambda: client.total >= window, 15, "a window of output")
        client.socket.settimeout(1)
        with contextlib.suppress(TimeoutError):
            while client.read():
                pass
        assert client.total <= window + 64 * 1024
        acknowledge(client)
        before = client.total
        client.until(lambda: client.total > before, 15, "more output")
    flood.halt = True


def test_one_that_keeps_up_misses_nothing(port: int, shells: Shells) -> None:
    flood = Flood(shells.ours, most=400_000)
    with connected(port, path) as client:
        flood.start()
        acknowledged = 0
        while client.total < 400_000 * line_length:
            assert client.read(), client.code
            if client.total - acknowledged > 128 * 1024:
                acknowledge(client)
                acknowledged = client.total
        assert client.output == b"".join(line % each for each in range(400_000))
        replays = [frame for frame in client.frames if frame["type"] == "replay"]
        assert [frame["bytes"] for frame in replays] == [0]  # the first one, empty


@pytest.mark.slow("fills the buffers of a network")
def test_a_stalled_viewer_holds_the_others_up_only_for_a_while(port: int, shells: Shells) -> None:
    with connected(port, path, receive_buffer=4096), connected(port, path) as healthy:
        flood = Flood(shells.ours)
        flood.start()
        acknowledged = 0
        end = time.monotonic() + patience
        while healthy.total < 30_000_000 and time.monotonic() < end:
            healthy.output = healthy.output[-100:]
            assert healthy.read(), healthy.code
            if healthy.total - acknowledged > 128 * 1024:
                acknowledge(healthy)
                acknowledged = healthy.total
        flood.halt = True
        assert healthy.total >= 30_000_000


@pytest.mark.parametrize("times", [Times(stall=4 * patience)])
def test_a_visitor_holds_nobody_up(port: int, shells: Shells) -> None:
    """One that reads nothing at all; the learner misses nothing and waits for nothing."""
    flood = Flood(shells.ours, most=400_000)
    with (
        connected(port, path) as learner,
        connected(port, path, cookies={"sessionid": "visitor"}, receive_buffer=4096),
    ):
        flood.start()
        acknowledged = 0
        longest, before = 0.0, time.monotonic()
        while learner.total < 400_000 * line_length:
            assert learner.read(), learner.code
            longest, before = max(longest, time.monotonic() - before), time.monotonic()
            if learner.total - acknowledged > 128 * 1024:
                acknowledge(learner)
                acknowledged = learner.total
        assert longest < patience  # a second page of the learner's that stalls holds it up longer
        assert learner.output == b"".join(line % each for each in range(400_000))


@pytest.mark.slow("fills the buffers of a network")
def test_a_stalled_viewer_that_wakes_up_gets_the_latest_screen(port: int, shells: Shells) -> None:
    flood = Flood(shells.ours)
    with connected(port, path) as client:
        flood.start()
        client.until(lambda: client.total >= window, patience, "a window of output")
        end = time.monotonic() + patience
        while flood.sent < window + 4 * ring_size:  # it is given up, and reading goes on without it
            assert time.monotonic() < end, "nobody reads on"
            time.sleep(0.1)
        flood.halt = True
        flood.join(patience)
        sent = flood.sent
        acknowledge(client)
        last = line % (sent // line_length - 1)
        client.frames.clear()
        client.until(lambda: client.output.endswith(last), patience, "the last line")
        replay = client.told("replay")
        shown = client.output[-replay["bytes"] :]
        assert replay["bytes"] <= ring_size
        assert shown.splitlines()[0].isdigit()  # it begins on a line
        assert len(shown.splitlines()[0]) == line_length - 2


def test_one_reader_a_tab(port: int, shells: Shells) -> None:
    with connected(port, path), connected(port, path):
        shells.ours.sendall(b"hello")
    with connected(port, path) as third:
        third.see("hello")
    assert shells.opened == 1


@pytest.mark.parametrize(("tab", "enter"), [(1, b"\x1b[?1049h"), (2, b"")])
def test_a_program_whose_first_output_is_gone_draws_anew_for_who_comes(
    port: int, shells: Shells, tab: int, enter: bytes
) -> None:
    """On the console one with an alternate screen; what tmux draws, whatever runs in it."""
    screen = b"\x1b[5;1Hagain and again" * (2 * ring_size // 21)
    size = path.replace("/1/", f"/{tab}/") + "?cols=90&rows=30"
    with connected(port, size) as first:
        shells.ours.sendall(b"$ edit\r\n" + enter + b"\x1b[?1h" + screen)
        first.until(lambda: first.total > len(screen), patience, "all of it")
        acknowledge(first)
        shells.sizes.clear()
        with connected(port, size) as second:
            second.until(lambda: second.total > ring_size, patience, "what is left")
            wait_until(lambda: (29, 90) in shells.sizes, patience, "another size")
            wait_until(lambda: shells.sizes[-1] == (30, 90), patience, "its own size again")
            stood = second.output[: second.output.find(b"again")]
            assert b"\x1b[?1h" in stood
            assert enter in stood


def test_a_machine_is_told_the_language_of_its_learners_page_once(
    port: int, shells: Shells
) -> None:
    """English it speaks by itself, and a visitor's page is none that it speaks to."""
    for query in ("?lang=en", "?lang=es&cols=90", "?cols=90&lang=es", "", "?lang=ES", "?lang=eng"):
        with connected(port, path + query) as client:
            client.told("replay")
    with connected(port, path + "?lang=fr", cookies={"sessionid": "visitor"}) as visitor:
        visitor.told("replay")
    wait_until(lambda: shells.languages, patience, "the language")
    assert shells.languages == ["es"]
    for code in ("xx", "en"):  # one that the engine fails at leaves the terminal as it is
        with connected(port, path + f"?lang={code}") as client:
            client.told("replay")
            shells.ours.sendall(b"still here")
            client.see("still here")
    wait_until(lambda: shells.languages == ["es", "xx", "en"], patience, "the others")


def test_a_shell_draws_nothing_anew(port: int, shells: Shells) -> None:
    flood = Flood(shells.ours, most=60_000)
    with connected(port, path + "?cols=90&rows=30") as first:
        flood.start()
        first.until(lambda: first.total >= 60_000 * line_length, patience, "all of it")
        acknowledge(first)
        with connected(port, path + "?cols=90&rows=30") as second:
            second.see("000059999")
            shells.ours.sendall(b"prompt")
            second.see("prompt")
            assert (29, 90) not in shells.sizes


@pytest.mark.slow("measures a rate over three seconds")
def test_nobody_looks_and_the_program_goes_on_slowly(port: int, shells: Shells) -> None:
    with connected(port, path):
        pass
    flood = Flood(shells.ours)
    flood.start()
    began = time.monotonic()
    time.sleep(3)
    while flood.sent <= 256 * 1024:
        assert time.monotonic() < began + patience, "it does not go on"
        time.sleep(0.1)
    flood.halt = True
    assert flood.sent < 5_000_000 * (time.monotonic() - began) / 3


def test_what_is_typed_into_a_program_that_does_not_read(port: int, shells: Shells) -> None:
    """Bounded, with a word about it, and output still comes."""
    with connected(port, path) as client:
        before = memory()
        for _ in range(80):
            client.send(b"x" * 60_000)
        assert client.told("warning") == {"type": "warning", "code": "input", "seconds": 0}
        assert memory() - before < 20_000_000
        shells.ours.sendall(b"still here")
        client.see("still here")


@pytest.mark.slow("measures a rate over three seconds")
def test_typing_is_capped_in_rate(port: int, shells: Shells) -> None:
    """A burst passes; what is beyond it comes at a steady pace."""
    with connected(port, path) as client:
        taken = 0
        stop = time.monotonic() + 3

        def send() -> None:
            with contextlib.suppress(OSError):
                while time.monotonic() < stop:
                    client.send(b"x" * 60_000)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        while time.monotonic() < stop:
            taken += len(shells.ours.recv(1 << 20))
        assert taken < 4_000_000


@pytest.mark.slow("waits until output has been quiet for seconds")
@pytest.mark.parametrize("times", [Times(quiet=1.5, patience=10)])
def test_checks_run_when_the_output_is_quiet(port: int, shells: Shells) -> None:
    with connected(port, path) as client:
        client.send(b"command\r")
        for _ in range(8):
            shells.ours.sendall(b"busy")
            time.sleep(0.1)
        assert shells.checked == 0
        client.told("tasks")
        assert shells.checked == 1
        client.send(b"again\r")
        shells.ours.sendall(b"same")
        checked(shells, 2)
        shells.ours.sendall(b"x")
        client.see("x")
        kinds = [frame["type"] for frame in client.frames]
        assert "tasks" not in kinds  # nothing changed: nothing is said again


def test_who_comes_back_hears_what_was_said_meanwhile(port: int, shells: Shells) -> None:
    with connected(port, path) as other:
        with connected(port, path) as client:
            client.tell(type="ping")
            client.told("ping")
            assert "tasks" not in [frame["type"] for frame in client.frames]
        other.send(b"command\r")
        other.told("tasks")
        with connected(port, path) as client:
            client.told("tasks")


def checked(shells: Shells, times: int) -> None:
    """Waits for so many looks, and for no more."""
    end = time.monotonic() + patience
    while shells.checked < times:
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.2)
    assert shells.checked == times


@pytest.mark.slow("types as slowly as a person")
@pytest.mark.parametrize("times", [Times(echo=5)])
def test_letters_alone_start_no_check(port: int, shells: Shells) -> None:
    with connected(port, path) as client:
        client.send(b"\r")
        client.told("tasks")
        shells.ours.recv(10)
        for letter in b"slowly":
            client.send(bytes([letter]))
            shells.ours.sendall(shells.ours.recv(10))  # its echo
            time.sleep(0.5)
        assert shells.checked == 1
        client.send(b"\r")
        checked(shells, 2)


def test_the_end_of_the_shell_comes_after_its_last_output(port: int, shells: Shells) -> None:
    with connected(port, path) as client:
        shells.ours.sendall(b"y" * 100_000 + b"last words")
        shells.ours.close()
        client.see("last words")
        assert client.told("ended") == {"type": "ended", "reason": "gone"}
        assert client.closed() == 4410


def test_a_tab_that_is_closed_in_the_page_ends_though_the_page_is_gone_at_once(
    port: int, shells: Shells
) -> None:
    """Also while it prints, so that the server may see first that nobody takes that, and where
    the engine has no time for it at once."""
    flood = Flood(shells.ours)
    flood.start()
    with connected(port, path.replace("/1/", "/2/")) as client:
        client.see("\r\n")
        client.tell(type="end")
        client.send(b"", close_frame)  # as a browser: it hears what comes until the server has gone
        client.closed()
    deadline = time.monotonic() + patience
    while shells.endings < 3:
        assert time.monotonic() < deadline, f"asked for {shells.endings} times"
        time.sleep(0.02)
    flood.join(patience)


def test_the_first_output_that_the_learner_is_sent_is_noted_once(port: int, shells: Shells) -> None:
    shells.awaited = True
    with connected(port, path) as client:
        time.sleep(0.3)
        assert shells.prompts == []  # nothing was shown yet
        before = time.time()
        shells.ours.sendall(b"prompt$ ")
        client.see("prompt$ ")
        shells.ours.sendall(b"more")
        client.see("more")
        seen = time.time()
        while not shells.prompts:
            time.sleep(0.01)
        time.sleep(0.2)
        [at] = shells.prompts
        assert before <= at <= seen


def test_no_other_output_counts_as_the_prompt(port: int, shells: Shells) -> None:
    """Of a visitor, of another tab, of a prompt that was shown before."""
    shells.awaited = True
    with connected(port, path, cookies={"sessionid": "visitor"}) as visitor:
        shells.ours.sendall(b"hello")
        visitor.see("hello")
    shells.awaited = False
    with connected(port, path) as client:
        client.see("hello")
    time.sleep(0.2)
    assert shells.prompts == []


def test_the_engine_may_know_of_a_machines_end_later_than_its_console(
    port: int, shells: Shells
) -> None:
    shells.reasons = ["", ""]  # it runs, says the engine
    with connected(port, path) as client:
        shells.ours.close()
        assert client.told("ended") == {"type": "ended", "reason": "gone"}
    assert shells.reasons == []


@pytest.mark.parametrize("times", [Times(explain=0.01)])
def test_where_nobody_finds_out_why_a_tab_ended_its_page_comes_back(
    port: int, shells: Shells
) -> None:
    """Its machine may live, and the tab with it: that it has exited is not said."""
    shells.reasons = [undecided] * 20
    with connected(port, path.replace("/1/", "/2/")) as client:
        shells.ours.close()
        assert client.closed() == code_restart
    assert shells.reasons == []


def test_a_tab_of_a_machine_that_runs_has_exited(port: int, shells: Shells) -> None:
    shells.reasons = [""]
    with connected(port, path.replace("/1/", "/2/")) as client:
        shells.ours.close()
        assert client.told("ended") == {"type": "ended", "reason": "exited"}
        assert client.closed() == code_ended
