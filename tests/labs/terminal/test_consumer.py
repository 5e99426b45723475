"""The websocket against the fake engine: who gets in, what is typed, what is seen, how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from labs.core.refusal import TerminalCode
from labs.engines.fake.engine import FakeEngine
from labs.keeper.lease import lease_take
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState
from labs.sessions import transitions
from labs.terminal.consumer import refuse
from labs.terminal.core import hub, ports
from labs.terminal.core.times import Times
from labs.terminal.routing import application
from tests.conftest import client_of, user_make
from tests.labs.factory import lab_make
from tests.labs.terminal.client import Client, RefusedError, connected, cookies_of, prompt
from tests.labs.terminal.conftest import Serve
from tests.waiting import wait_until
from virtlearn.core.log_context import ContextFilter
from virtlearn.operation.metrics import declared
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Join = Callable[..., AbstractContextManager[Client]]


def path(session: LabSession, tab: int = 1, machine: str = "main", query: str = "") -> str:
    return f"/ws/terminal/{session.pk}/{machine}/{tab}/{query}"


@pytest.fixture
def join(port: int, session: LabSession, learner_client: Browser) -> Join:
    """`with join(tab=2) as client`: the owner at a tab."""

    @contextmanager
    def enter(tab: int = 1, query: str = "") -> Iterator[Client]:
        with connected(
            port, path(session, tab, query=query), cookies=cookies_of(learner_client)
        ) as client:
            yield client

    return enter


def status_of(port: int, where: str, browser: Browser | None, origin: str | None = "same") -> int:
    """What the handshake is refused with."""
    with pytest.raises(RefusedError) as refused:
        Client(port, where, cookies=cookies_of(browser) if browser else None, origin=origin)
    return refused.value.status


# Who gets in


def test_the_owner_types_and_sees(join: Join) -> None:
    with join() as client:
        client.see(prompt)
        client.type("echo it-$works\r")
        client.see("it-$works\r\nit-$works")


def test_a_guest_is_an_owner_too(port: int, engine: FakeEngine, guest: User) -> None:
    session = services.lab_session_start(user=guest, lab=lab_make())
    with connected(port, path(session), cookies=cookies_of(client_of(guest))) as client:
        client.see(prompt)


def test_a_stranger_gets_404(port: int, session: LabSession, stranger_client: Browser) -> None:
    assert status_of(port, path(session), stranger_client) == 404


def test_an_instructor_is_a_stranger_too(
    port: int, session: LabSession, instructor_client: Browser
) -> None:
    assert status_of(port, path(session), instructor_client) == 404


def test_a_refused_handshake_says_its_code() -> None:
    sent: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    scope: Mapping[str, Any] = {"extensions": {"websocket.http.response": {}}}
    asyncio.run(refuse(scope, send, 404, TerminalCode.GONE))
    assert sent[0]["status"] == 404
    assert sent[1]["body"] == b"terminal-gone"


def test_nobody_gets_404(port: int, session: LabSession) -> None:
    assert status_of(port, path(session), None) == 404


def test_an_invented_cookie_gets_404(port: int, session: LabSession) -> None:
    with pytest.raises(RefusedError) as refused:
        Client(port, path(session), cookies={"sessionid": "x" * 32})
    assert refused.value.status == 404


@pytest.mark.parametrize(
    "where",
    [
        "/ws/terminal/{}/other/1/",
        "/ws/terminal/{}/main/0/",
        "/ws/terminal/{}/main/9/",
        "/ws/terminal/{}/main/1",
        "/ws/terminal/{}/main/../1/",
        "/ws/terminal/7f0c2a52-6a1e-4a7e-9d53-5f8f0a4c1b2d/main/1/",
        "/ws/elsewhere/",
    ],
)
def test_what_is_not_there(
    port: int, session: LabSession, learner_client: Browser, where: str
) -> None:
    assert status_of(port, where.format(session.pk), learner_client) == 404


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{}",
        "http://localhost:{}",
    ],
)
def test_a_page_of_elsewhere_gets_403(
    port: int, session: LabSession, learner_client: Browser, origin: str | None
) -> None:
    found = origin.format(port) if origin else None
    assert status_of(port, path(session), learner_client, found) == 403


def test_a_strange_host_gets_403(port: int, session: LabSession, learner_client: Browser) -> None:
    """A name of somebody else's that was pointed here: the Origin agrees with it."""
    host = f"evil.example:{port}"
    with pytest.raises(RefusedError) as refused:
        Client(
            port,
            path(session),
            cookies=cookies_of(learner_client),
            host=host,
            origin=f"http://{host}",
        )
    assert refused.value.status == 403


@pytest.mark.parametrize("times", [Times(recheck=0.2)])
def test_logging_out_elsewhere_closes_the_socket(
    join: Join,
    learner_client: Browser,
) -> None:
    with join() as client:
        client.see(prompt)
        learner_client.logout()
        assert client.closed() == ports.code_login


# What is typed and seen


def test_a_lost_socket_finds_the_same_shell_and_screen(
    join: Join,
) -> None:
    with join() as client:
        client.see(prompt)
        client.type("echo mark\r")
        client.see("mark\r\nmark\r\n" + prompt)
        client.type("half a li")
        client.see("half a li")
        screen = client.output
    with join() as client:
        client.see("half a li")
        assert client.told("replay") == {"type": "replay", "bytes": len(screen)}
        assert client.output == screen
        client.type("ne\r")
        client.see("half: not found")


def test_a_new_process_finds_the_same_shell_and_screen(
    join: Join,
    session: LabSession,
    serve: Serve,
    learner_client: Browser,
) -> None:
    with join() as client:
        client.see(prompt)
        client.type("echo mark\r")
        client.see("mark\r\nmark\r\n" + prompt)
        screen = client.output
    other = serve(application)  # another loop: nothing of the first one is known to it
    with connected(other, path(session), cookies=cookies_of(learner_client)) as client:
        client.see("mark\r\nmark\r\n" + prompt)
        assert client.output == screen
        client.type("echo after\r")
        client.see("after\r\nafter")


def test_two_viewers_see_the_same(join: Join) -> None:
    with join() as first, join() as second:
        first.see(prompt)
        second.see(prompt)
        second.type("echo both\r")
        first.see("both\r\nboth")
        second.see("both\r\nboth")


def test_only_one_viewer_answers_for_the_terminal(
    join: Join,
) -> None:
    with join() as first:
        first.see(prompt)
        with join() as second:
            second.see(prompt)
            second.send(b"\x1b[?1;2c")
            second.type("x")
            first.see(prompt + "x")
            first.send(b"\x1b[5n")
            second.see("\x1b[5n")
            assert b"[?1;2c" not in second.output


def test_another_tab_is_another_shell(join: Join) -> None:
    with join() as first, join(2) as second:
        second.see(prompt)
        second.type("echo here\r")
        second.see("here\r\nhere")
        first.see(prompt)
        first.type("echo there\r")
        first.see("there\r\nthere")
        assert b"here\r\nhere" not in first.output.replace(b"there", b"")


def test_sizes_come_with_the_connection_and_are_clamped(
    join: Join,
    engine: FakeEngine,
) -> None:
    def size_is(client: Client, rows: int, columns: int) -> None:
        """The resize runs beside the terminal: ask until it has arrived."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            client.output = b""
            client.type("stty size\r")
            client.see(prompt)
            if f"{rows} {columns}\r\n".encode() in client.output:
                return
            time.sleep(0.02)
        raise AssertionError(client.output)

    with join(query="?cols=101&rows=31") as client:
        size_is(client, 31, 101)
        client.tell(type="resize", cols=10**9, rows=-5)
        size_is(client, 1, 500)
        client.tell(type="resize", cols=90, rows=20)
        size_is(client, 20, 90)
    with join(query="?cols=evil&rows=1e9") as client:
        size_is(client, 24, 80)


@pytest.mark.parametrize("length", [64 * 1024 + 1, 5_000_000])
def test_a_frame_too_big_closes(
    join: Join,
    length: int,
) -> None:
    with join() as client:
        client.see(prompt)
        try:
            client.send(b"x" * length)
        except OSError:
            return  # closed while it was being sent
        assert client.closed() in (1009, 1006)


@pytest.mark.parametrize("text", ["", "{}", '{"type":"tasks"}', '{"type":"end"}', "x" * 1000])
def test_what_no_page_sends_closes(
    join: Join,
    text: str,
) -> None:
    with join() as client:
        client.see(prompt)
        client.send(text.encode(), 1)
        if text:
            assert client.closed() == 4400
        else:
            client.type("echo on\r")
            client.see("on\r\non")


def test_a_ping_is_answered(join: Join) -> None:
    with join() as client:
        client.tell(type="ping")
        assert client.told("ping") == {"type": "ping"}


def test_typing_counts_as_activity(
    join: Join,
    session: LabSession,
) -> None:
    before = timezone.now() - timedelta(minutes=5)
    LabSession.objects.filter(pk=session.pk).update(last_input_at=before)
    with join() as client:
        client.see(prompt)
        session.refresh_from_db()
        assert session.last_input_at == before  # looking doesn't
        client.type("touch one\r")
        client.told("tasks")
    session.refresh_from_db()
    assert session.last_input_at
    assert session.last_input_at > before


def test_a_task_ticks_when_the_terminal_is_quiet(
    join: Join,
    session: LabSession,
) -> None:
    with join() as client:
        client.see(prompt)
        client.type("touch ~/one\r")
        client.told("tasks")
        assert session.results.get(task="one").passed_at


# How it ends


@pytest.mark.parametrize("times", [Times(poll=0.2)])
def test_a_session_that_ends_soon_is_warned_of(join: Join, session: LabSession) -> None:
    rows = LabSession.objects.filter(pk=session.pk)
    with join() as client, join(2) as other:
        client.see(prompt)
        other.see(prompt)
        rows.update(last_input_at=timezone.now() - timedelta(minutes=11))
        for each in (client, other):
            told = each.told("warning")
            assert (told["code"], 120 < told["seconds"] <= 240) == ("idle", True)
        rows.update(expires_at=timezone.now() + timedelta(seconds=55))
        told = client.told("warning")
        assert (told["code"], 0 < told["seconds"] <= 55) == ("time", True)
        rows.update(expires_at=timezone.now() + timedelta(hours=1), last_input_at=timezone.now())
        assert client.told("warning")["code"] == "none"


@pytest.mark.parametrize("times", [Times(poll=0.2)])
def test_a_program_that_was_ended_for_want_of_memory_is_told(
    join: Join, session: LabSession
) -> None:
    with join() as client:
        client.see(prompt)
        time.sleep(0.5)
        session.machines.update(out_of_memory_at=timezone.now())
        assert client.told("warning")["code"] == "memory"


@pytest.mark.parametrize("times", [Times(poll=0.2)])
def test_an_end_by_the_row_alone_is_told(join: Join, session: LabSession) -> None:
    """Though the engine does not remove the machine, and the stream stays."""
    with join() as client:
        client.see(prompt)
        transitions.stopping_set(session.pk, EndReason.IDLE)
        assert client.told("ended") == {"type": "ended", "reason": EndReason.IDLE}
        assert client.closed() == ports.code_ended


def test_stopping_tells_the_reason(
    join: Join,
    session: LabSession,
) -> None:
    with join() as client, join(2) as other:
        client.see(prompt)
        other.see(prompt)
        services.lab_session_stop(session=session)
        for each in (client, other):
            assert each.told("ended") == {"type": "ended", "reason": EndReason.LEARNER}
            assert each.closed() == ports.code_ended


def vanish(engine: FakeEngine) -> None:
    for machine in list(engine.machines.values()):
        engine.remove(machine.handle)


def test_a_machine_that_vanishes_ends_the_session(
    join: Join,
    session: LabSession,
    engine: FakeEngine,
) -> None:
    with join() as client:
        client.see(prompt)
        vanish(engine)
        assert client.told("ended") == {"type": "ended", "reason": EndReason.REMOVED}
    session.refresh_from_db()
    assert session.state == LabState.ENDED


def test_while_a_keeper_leads_it_says_why_a_machine_vanished(
    join: Join,
    session: LabSession,
    engine: FakeEngine,
) -> None:
    assert lease_take("keeper")
    with join() as client, join(2) as other:
        client.see(prompt)
        other.see(prompt)
        vanish(engine)
        time.sleep(0.5)
        session.refresh_from_db()
        assert session.state == LabState.READY
        services.lab_session_stop(session=session, reason=EndReason.ENGINE)
        for each in (client, other):
            assert each.told("ended") == {"type": "ended", "reason": EndReason.ENGINE}


def test_a_machine_whose_shell_ended_needs_no_keeper(
    join: Join,
    session: LabSession,
    engine: FakeEngine,
) -> None:
    assert lease_take("keeper")
    with join() as client:
        client.see(prompt)
        next(iter(engine.machines.values())).end()
        assert client.told("ended") == {"type": "ended", "reason": EndReason.SHELL}


def test_a_session_that_has_ended_says_so(
    port: int, session: LabSession, learner_client: Browser
) -> None:
    services.lab_session_stop(session=session)
    with connected(port, path(session), cookies=cookies_of(learner_client)) as client:
        assert client.told("ended")["reason"] == EndReason.LEARNER
        assert client.closed() == ports.code_ended


def test_an_engine_that_does_not_answer_is_worth_another_try(
    port: int, session: LabSession, learner_client: Browser, engine: FakeEngine
) -> None:
    engine.machines.clear()
    with connected(port, path(session), cookies=cookies_of(learner_client)) as client:
        assert client.closed() == ports.code_engine


def test_what_goes_wrong_is_logged_for_its_handshake(
    port: int,
    session: LabSession,
    learner_client: Browser,
    engine: FakeEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.addFilter(named := ContextFilter())
    engine.machines.clear()
    try:
        cookies, more = cookies_of(learner_client), {"X-Request-ID": "0123456789abcdef"}
        with connected(port, path(session), cookies=cookies, more=more) as client:
            assert client.closed() == ports.code_engine
    finally:
        caplog.handler.removeFilter(named)
    (record,) = [each for each in caplog.records if "has no stream" in each.getMessage()]
    assert record.request_id == "0123456789abcdef"  # type: ignore[attr-defined]


def test_an_open_terminal_is_counted(join: Join) -> None:
    def count() -> float:
        labels = {"role": "learner"}
        return declared.registry.get_sample_value("virtlearn_terminals_open", labels) or 0

    before = count()
    with join() as client:
        client.see(prompt)
        assert count() == before + 1
    end = time.monotonic() + 40
    while count() != before:
        assert time.monotonic() < end
        time.sleep(0.02)


def counted(name: str, **labels: str) -> float:
    return declared.registry.get_sample_value(f"virtlearn_terminal_{name}_total", labels) or 0


def test_bytes_of_a_terminal_are_counted_when_it_ends(join: Join) -> None:
    typed, shown = counted("bytes", way="typed"), counted("bytes", way="shown")
    with join() as client:
        client.see(prompt)
        client.type("echo it-$works\r")
        client.see("it-$works\r\nit-$works")
    wait_until(lambda: counted("bytes", way="typed") == typed + len("echo it-$works\r"))
    assert counted("bytes", way="shown") >= shown + len("it-$works\r\nit-$works")


def test_a_terminal_that_comes_back_is_counted(join: Join) -> None:
    before = counted("reconnects", role="learner")
    with join() as client:
        client.see(prompt)
    assert counted("reconnects", role="learner") == before
    with join(query="?cols=80&rows=24&again=yes") as client:
        client.see(prompt)
        assert counted("reconnects", role="learner") == before + 1


def test_too_many_viewers_of_one_tab(
    port: int, session: LabSession, learner_client: Browser
) -> None:
    clients = [
        Client(port, path(session), cookies=cookies_of(learner_client))
        for _ in range(hub.viewers_limit + 1)
    ]
    try:
        clients[0].see(prompt)
        assert clients[-1].closed() == ports.code_busy
    finally:
        for client in clients:
            client.close()


@pytest.mark.parametrize("times", [Times(recheck=0.2)])
def test_a_session_moved_to_another_user_is_closed(
    join: Join,
    session: LabSession,
) -> None:
    with join() as client:
        client.see(prompt)
        LabSession.objects.filter(pk=session.pk).update(user=user_make("other"))
        assert client.closed() == ports.code_gone


def test_the_time_to_the_prompt_is_noted_once(join: Join, session: LabSession) -> None:
    with join() as client:
        client.see("$ ")
        end = time.monotonic() + 40
        while (waited := LabSession.objects.get(pk=session.pk).prompt_ms) is None:
            assert time.monotonic() < end
            time.sleep(0.05)
    assert 0 < waited < 40_000
    with join() as client:
        client.see("$ ")
        time.sleep(0.3)
    assert LabSession.objects.get(pk=session.pk).prompt_ms == waited


def test_who_waited_in_the_queue_waited_for_the_prompt_from_its_end_on(
    session: LabSession,
) -> None:
    begun = session.created_at
    LabSession.objects.filter(pk=session.pk).update(admitted_at=begun + timedelta(minutes=3))
    assert transitions.prompt_set(session.pk, begun + timedelta(minutes=3, seconds=2))
    assert not transitions.prompt_set(session.pk, begun + timedelta(minutes=9))
    session.refresh_from_db()
    assert session.prompt_ms == 2000
