"""Decides what becomes of an item by what the other side answered. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

Fault = Literal[
    "away",
    "busy",
    "faulty",
    "address",
    "certificate",
    "forbidden",
    "unknown",
    "refused",
    "own",
]
passing: frozenset[Fault] = frozenset({"away", "busy", "faulty"})  # that may be over by themselves
pauses: Sequence[timedelta] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
pause_most = timedelta(days=1)  # that another side may ask for


def answer_fault(status: int, body: str = "") -> Fault | None:
    """What an HTTP status says went wrong; None for 2xx.

    Canvas answers 403 with "Rate Limit Exceeded" where others answer 429. A redirect is refused:
    it would lead to an address that nobody has checked.
    """
    if 200 <= status < 300:
        return None
    if status == 429 or (status == 403 and re.search(r"rate limit", body, re.IGNORECASE)):
        return "busy"
    if status in {408, 425, 502, 503, 504}:
        return "away"
    if status >= 500:
        return "faulty"
    if status in {401, 403}:
        return "forbidden"
    return "unknown" if status in {404, 410} else "refused"


def retry_after_read(text: str, now: datetime) -> timedelta | None:
    """`Retry-After` as seconds or as a date (RFC 9110, 10.2.3); None where it says neither.

    Never negative, and never longer than a day.
    """
    text = text.strip()
    if re.fullmatch(r"\d{1,9}", text):
        wanted = timedelta(seconds=int(text))
    else:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        wanted = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wanted, timedelta(0)), pause_most)


def next_try(  # noqa: PLR0913
    fault: Fault,
    tries: int,
    now: datetime,
    retry_after: timedelta | None = None,
    *,
    pauses: Sequence[timedelta] = pauses,
    retried: frozenset[Fault] = passing,
) -> datetime | None:
    """When an item is tried again that was tried `tries` times (1 after the first); None: never.

    What the other side asks for is waited for, even where that is longer than the usual pause.
    """
    if fault not in retried or not 1 <= tries <= len(pauses):
        return None
    pause = pauses[tries - 1]
    if retry_after is not None:
        pause = retry_after if fault == "busy" else max(pause, retry_after)
    return now + pause
