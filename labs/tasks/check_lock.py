"""Lock of a session's checks: one pass at a time.

It is short and renewed while the pass lasts: that of a process that was killed is over in seconds,
where the whole time that its checks might take is minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from labs.sessions import transitions

log = logging.getLogger(__name__)

lease = timedelta(seconds=20)


class Claim:
    """Of one pass."""

    def __init__(self, session: UUID, renew_seconds: float = 5.0) -> None:
        self.session = session
        self.renew_seconds = renew_seconds
        self.until = timezone.now() + lease
        self.over = False
        self.lock = threading.Lock()  # between a renewal and the end
        self.timer: threading.Timer | None = None

    def take(self) -> bool:
        """False where another pass has it."""
        if not transitions.checking_claim(self.session, self.until):
            return False
        self.renew_later()
        return True

    def give_back(self) -> None:
        with self.lock:
            self.over = True
            if self.timer is not None:
                self.timer.cancel()
        claim_return(self.session, self.until)

    def renew_later(self) -> None:
        self.timer = threading.Timer(self.renew_seconds, self.renew)
        self.timer.daemon = True
        self.timer.start()

    def renew(self) -> None:
        """In the timer's thread."""
        with self.lock:
            if self.over:
                return
            until = timezone.now() + lease
            try:
                if transitions.checking_renew(self.session, self.until, until):
                    self.until = until
            except DatabaseError as error:
                log.warning("a claim is not renewed: %s", error)
            finally:
                connection.close()
            self.renew_later()


def claim_return(session: UUID, until: datetime) -> None:
    """Gives the pass's claim back; later, where the database is away just now."""
    try:
        transitions.checking_release(session, until)
    except DatabaseError:
        threading.Thread(target=claim_return_later, args=(session, until), daemon=True).start()
        raise


def claim_return_later(session: UUID, until: datetime) -> None:
    """In a thread of its own: tries each second until the claim is over."""
    while timezone.now() < until:
        time.sleep(1)
        try:
            transitions.checking_release(session, until)
        except DatabaseError:
            connection.close()
        else:
            break
    connection.close()
