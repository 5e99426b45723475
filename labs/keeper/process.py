"""The keeper's process: takes the lease, then runs rounds and listens for events."""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connection

from labs.keeper.events import Listener
from labs.keeper.lease import Lease, keeper_name
from labs.keeper.reconciler import Keeper
from labs.keeper.workers import WorkThreads
from labs.scheduling.pool import pool_close
from virtlearn.core.log_context import Context, id_make, log_context
from virtlearn.operation.metrics import declared as metrics

log = logging.getLogger("labs.keeper")

round_seconds = 2.0
work_threads = 4
# Before machines are made for nobody yet: pages start at the same time, on the same processors.
settle_seconds = 5.0
close_seconds = 3.0  # honcho kills what has not stopped after five


class KeeperRun:
    """`run` returns once `stop` was called, from a signal or another thread."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.wake = threading.Event()
        self.lease = Lease(keeper_name(), self.wake.set)
        self.begun = time.monotonic()

    def stop(self) -> None:
        self.stopped.set()
        self.wake.set()

    def run(self) -> None:
        self.lease.start()
        led = False
        try:
            while not self.stopped.is_set():
                self.lease.mark()
                if self.lease.held:
                    self.lead()
                    led = self.lease.held
                self.wake.wait(round_seconds)
                self.wake.clear()
        finally:
            if led:  # until it was told to stop: its machines would only wait for nobody
                pool_close(close_seconds)
            self.lease.close()

    def settled(self) -> bool:
        return time.monotonic() - self.begun >= settle_seconds

    def lead(self) -> None:
        """Goes round until it leads no more."""
        work = WorkThreads(work_threads)
        keeper = Keeper(work, lambda: self.lease.held, self.settled)
        listener = Listener(work, lambda broken: self.heard(keeper, broken))
        listener.start()
        failed = False
        try:
            while self.lease.held and not self.stopped.is_set():
                self.lease.mark()
                self.wake.clear()
                began, outcome = time.monotonic(), "failed"
                try:
                    with log_context(Context(f"round-{id_make()}")):
                        keeper.round()
                    failed = False
                    outcome = "done"
                except DatabaseFailure as error:
                    outcome = "database"
                    # It may be restarting, or migrating: the next round tries again.
                    if not failed:
                        log.warning("the database failed: %s", error)
                    failed = True
                    connection.close()
                except Exception:
                    log.exception("a round failed")
                    connection.close()
                metrics.keeper_round(outcome, time.monotonic() - began)
                close_old_connections()
                self.wake.wait(round_seconds)
        finally:
            listener.close()
            work.close()

    def heard(self, keeper: Keeper, broken: bool) -> None:
        """The engine's events broke off, or began again."""
        try:
            if broken:
                keeper.engine_away("its events broke off")
        except DatabaseFailure:
            connection.close()  # the next round says so
        if not broken:
            self.wake.set()
