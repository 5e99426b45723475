"""Leader election among keepers: one row, taken and renewed by conditional UPDATEs.

Times are the database's own, so that hosts whose clocks differ agree. A keeper that dies leaves a
lease that nobody renews; another takes it when it is over. One that ends in order gives it back.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import Error as DatabaseFailure  # an InterfaceError is no DatabaseError
from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from labs.models import KeeperLease

log = logging.getLogger("labs.keeper")

lease_seconds = 10.0  # without a word for so long, another may lead
renew_seconds = 2.0


def keeper_name() -> str:
    """Who this process is, for people and for the lease: host, process, and a word of its own."""
    return f"{socket.gethostname()[:70]}:{os.getpid()}:{secrets.token_hex(2)}"


def lease_take(holder: str, seconds: float = lease_seconds) -> bool:
    """Takes the lead for so long where nobody has it, or keeps it; False where another leads."""
    if not KeeperLease.objects.filter(pk=1).exists():
        first = KeeperLease(pk=1, until=datetime.fromtimestamp(0).astimezone())
        KeeperLease.objects.bulk_create([first], ignore_conflicts=True)
    free = Q(holder=holder) | Q(holder="") | Q(until__lt=Now())
    taken = KeeperLease.objects.filter(free, pk=1).update(
        since=Case(When(holder=holder, then=F("since")), default=Now()),
        holder=Value(holder),
        until=Now() + timedelta(seconds=seconds),
    )
    return taken == 1


def lease_give_back(holder: str) -> None:
    KeeperLease.objects.filter(pk=1, holder=holder).update(holder="", since=None, until=Now())


class Lease:
    """Keeps the lead in a thread of its own, however long a round takes; `held` says whether.

    `on_change` is called in that thread when the lead comes. What leads calls `mark` at every
    round: one that takes more than `stuck_seconds` does not keep others from leading. `clock` is
    this process's own, in seconds.
    """

    def __init__(
        self,
        holder: str,
        on_change: Callable[[], None] = lambda: None,
        *,
        lease_seconds: float = lease_seconds,
        stuck_seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.holder = holder
        self.on_change = on_change
        self.lease_seconds, self.stuck_seconds = lease_seconds, stuck_seconds
        self.clock = clock
        self.failed = False
        self.said = False  # whether it led when it was last asked
        self.until = 0.0  # in this process's own time; earlier than the database has it
        self.marked = clock()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, name="keeper-lease", daemon=True)

    @property
    def held(self) -> bool:
        return self.clock() < self.until

    def mark(self) -> None:
        self.marked = self.clock()

    def start(self) -> None:
        self.thread.start()

    def run(self) -> None:
        while not self.stop.is_set():
            self.renew()
            self.stop.wait(renew_seconds)
        try:
            lease_give_back(self.holder)
        except DatabaseFailure:
            log.warning("the lead could not be given back: it ends by itself")
        connection.close()

    def renew(self) -> None:
        asked = self.clock()
        if asked - self.marked > self.stuck_seconds:
            if self.held:
                log.error("a round takes more than %d s: the lead is given up", self.stuck_seconds)
            return
        try:
            taken = lease_take(self.holder, self.lease_seconds)
        except DatabaseFailure as error:
            if not self.failed:
                log.warning("the lead could not be asked for: %s", error)
            self.failed = True
            connection.close()
            return
        self.failed = False
        self.until = asked + self.lease_seconds - 1 if taken else 0.0
        if taken != self.said:
            self.said = taken
            log.info("%s leads" if taken else "%s leads no more", self.holder)
            self.on_change()

    def close(self) -> None:
        """Gives the lead back."""
        self.stop.set()
        self.thread.join(5)
        self.until = 0.0
