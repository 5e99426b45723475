"""Handles the engine's events in the leading keeper: memory that ran out, deaths."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connection
from django.db.models import Q

from labs.engines.base import Event
from labs.engines.errors import EngineError
from labs.engines.registry import engine_get
from labs.keeper.session_end import session_failed
from labs.keeper.workers import Work
from labs.models import LabState, Machine
from labs.provisioning.runtimes import runtimes_try
from labs.scheduling.pool import pool_give_up

log = logging.getLogger("labs.keeper")


def event_take(event: Event, work: Work) -> None:
    """Writes down what happened to a machine, and ends its session where that is its end."""
    rows = Machine.objects.filter(engine_name=event.handle.name)
    if event.kind == "oom":
        at = datetime.fromtimestamp(event.at, UTC)
        if rows.update(out_of_memory_at=at):
            log.info("%s ran out of memory", event.handle.name)
        return
    if pool_give_up(Q(engine_name=event.handle.name)):
        return  # nobody has it, and nobody can claim it any more
    rows = rows.filter(session__state=LabState.READY)
    if session_id := rows.values_list("session_id", flat=True).first():
        work.do(str(session_id), partial(session_failed, session_id))


class Listener:
    """Hears the engine in a thread of its own until `close`.

    `on_break` is called when the events begin again or break off: what happened meanwhile only a
    look at everything tells. `again_seconds` after they broke off the engine is asked once more.
    """

    def __init__(
        self, work: Work, on_break: Callable[[bool], None], again_seconds: float = 1.0
    ) -> None:
        self.again_seconds = again_seconds
        self.work = work
        self.on_break = on_break
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, name="keeper-events", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def run(self) -> None:
        broken = False
        while not self.stop.is_set():
            try:
                heard = engine_get().events(self.stop)
                self.on_break(False)
                self.work.do("runtimes", runtimes_try)
                broken = False
                for event in heard:
                    self.take(event)
            except EngineError as error:
                if not broken:
                    log.warning("the engine's events broke off: %s", error)
                broken = True
                self.on_break(True)
                self.stop.wait(self.again_seconds)
            except Exception:
                # Nothing that one event brings about may keep the next from being heard.
                log.exception("the engine's events are listened to anew")
                self.stop.wait(self.again_seconds)
        connection.close()

    def take(self, event: Event) -> None:
        close_old_connections()
        try:
            event_take(event, self.work)
        except DatabaseFailure:
            # The rounds see a machine that died; only that it was the memory may be lost.
            log.exception("an event of %s is lost", event.handle.name)
            connection.close()

    def close(self) -> None:
        self.stop.set()
        self.thread.join(5)
