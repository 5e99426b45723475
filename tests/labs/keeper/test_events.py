from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from labs.engines.base import Event
from labs.engines.errors import EngineUnavailable
from labs.engines.fake.engine import FakeEngine
from labs.keeper.events import Listener, event_take
from labs.keeper.workers import WorkNow
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState, Machine
from tests.labs.conftest import EngineUse
from tests.labs.live import only
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard() -> list[bool]:
    """What the listener said of breaks: False where the events began, True where they broke off."""
    return []


@pytest.fixture
def listener(engine: FakeEngine, heard: list[bool]) -> Iterator[Listener]:
    made = Listener(WorkNow(), heard.append)
    made.start()
    wait_until(lambda: bool(heard))
    yield made
    made.close()
    assert not made.thread.is_alive()


def ended(session: LabSession) -> bool:
    session.refresh_from_db()
    return session.state == LabState.ENDED


def test_a_lack_of_memory_is_written_down_and_ends_nothing(
    session: LabSession, engine: FakeEngine, listener: Listener
) -> None:
    engine.happens("oom", only(engine))
    row = session.machines.get()
    wait_until(lambda: Machine.objects.get(pk=row.pk).out_of_memory_at is not None)
    assert not ended(session)


@pytest.mark.alone
def test_a_machine_that_died_by_it_ends_its_session_within_two_seconds(
    session: LabSession, engine: FakeEngine, listener: Listener
) -> None:
    machine = only(engine)
    began = time.monotonic()
    engine.happens("oom", machine)
    machine.end(137)
    engine.happens("die", machine, exit_code=137)
    wait_until(lambda: ended(session))
    assert time.monotonic() - began < 2
    assert session.end_reason == EndReason.OUT_OF_MEMORY
    assert engine.machines == {}


def test_that_it_was_the_memory_may_be_told_after_the_death(
    session: LabSession, engine: FakeEngine, listener: Listener
) -> None:
    machine = only(engine)
    machine.end(137)

    def late() -> None:
        time.sleep(0.1)
        session.machines.update(out_of_memory_at="2099-01-01T00:00Z")

    helper = threading.Thread(target=late)
    helper.start()
    engine.happens("die", machine, exit_code=137)
    wait_until(lambda: ended(session))
    helper.join()
    assert session.end_reason == EndReason.OUT_OF_MEMORY


def test_a_machine_that_was_removed_from_outside(
    session: LabSession, engine: FakeEngine, listener: Listener
) -> None:
    engine.remove(only(engine).handle)
    wait_until(lambda: ended(session))
    assert session.end_reason == EndReason.REMOVED


def test_what_the_learner_stops_is_not_taken_for_an_accident(
    session: LabSession, engine: FakeEngine, listener: Listener
) -> None:
    services.lab_session_stop(session=session)
    wait_until(lambda: ended(session))
    time.sleep(0.2)
    assert session.end_reason == EndReason.LEARNER


def test_events_of_machines_that_are_not_known_say_nothing(
    session: LabSession, engine: FakeEngine
) -> None:
    machine = only(engine)
    for kind in ("oom", "die", "lost"):
        handle = machine.handle.__class__("other", "other")
        event = Event(kind=kind, handle=handle, labels={}, at=time.time())
        event_take(event, WorkNow())
    assert not ended(session)
    assert session.machines.get().out_of_memory_at is None


class Breaks(FakeEngine):
    """Its events break off at once, as often as asked."""

    left = 2

    def events(self, stop: threading.Event) -> Iterator[Event]:
        if self.left:
            self.left -= 1
            raise EngineUnavailable("the connection broke")
        return super().events(stop)


def test_events_that_break_off_are_asked_for_again(
    use: EngineUse, caplog: pytest.LogCaptureFixture
) -> None:
    use("tests.labs.keeper.test_events.Breaks")
    heard: list[bool] = []
    listener = Listener(WorkNow(), heard.append, again_seconds=0.05)
    listener.start()
    wait_until(lambda: len(heard) >= 3)
    listener.close()
    assert heard == [True, True, False]
    assert caplog.text.count("broke off") == 1  # and not once a second
