"""Counts what is limited, and refuses what would be too much.

A limit is a name of settings.LIMITS. Its subject says whose count it is: an address, a name and an
address, a user. Each count is one conditional UPDATE, so that of any number of processes that ask
at the same time no more get through than may. What is refused writes nothing.
"""

from __future__ import annotations

import math
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from virtlearn.core.rate import Rate
from virtlearn.core.sqlite_write_queue import writers
from virtlearn.limits.models import Tally

PREFIX = 64  # bits of IPv6: what a provider gives to one household at least


class LimitReachedError(Exception):
    """`limit` is reached; in `seconds` it may be tried again."""

    def __init__(self, limit: str, seconds: int) -> None:
        super().__init__(f"{limit}: again in {seconds} s")
        self.limit, self.seconds = limit, seconds


def limit_take(limit: str, *subject: object, number: int = 1) -> None:
    """Counts `number` more of `limit` for `subject`. Raises LimitReachedError where these are too
    many; none of them is counted then.

    What turns out not to count is given back by `limit_give_back`. Taking first keeps parallel
    requests from all seeing room for one more.
    """
    rate: Rate | None = settings.LIMITS[limit]
    if rate is None:
        return
    key, now = key_of(limit, subject), timezone.now()
    row = Tally.objects.filter(key=key).first()
    if row and row.ends_at > now and row.count + number > rate.most:
        raise LimitReachedError(limit, seconds_until(row.ends_at, now))
    with writers.turn():
        if not count_more(key, rate, now, number):
            raise LimitReachedError(limit, seconds_until(now + rate.window, now))


def limit_look(limit: str, *subject: object) -> None:
    """Raises LimitReachedError where no more is left; counts nothing, by one read.

    For what is counted only once it has gone wrong: of requests that come at the same moment, as
    many as are under way may pass beyond the limit before the first of them is counted.
    """
    rate: Rate | None = settings.LIMITS[limit]
    if rate is None:
        return
    now = timezone.now()
    row = Tally.objects.filter(key=key_of(limit, subject), ends_at__gt=now).first()
    if row and row.count >= rate.most:
        raise LimitReachedError(limit, seconds_until(row.ends_at, now))


def count_more(key: str, rate: Rate, now: datetime, number: int) -> bool:
    """Whether there was room for so many more."""
    if number > rate.most:
        return False
    rows = Tally.objects.filter(key=key)
    room = rows.filter(ends_at__gt=now, count__lte=rate.most - number)
    if room.update(count=F("count") + number):
        return True
    ends_at = now + rate.window
    if rows.filter(ends_at__lte=now).update(count=number, ends_at=ends_at):
        return True
    if Tally.objects.get_or_create(key=key, defaults={"count": number, "ends_at": ends_at})[1]:
        return True
    return bool(room.update(count=F("count") + number))  # another process made the row meanwhile


def limit_give_back(limit: str, *subject: object) -> None:
    """Takes one off the count again."""
    rows = Tally.objects.filter(key=key_of(limit, subject), ends_at__gt=timezone.now())
    with writers.turn():
        rows.filter(count__gt=0).update(count=F("count") - 1)


def tallies_expire(now: datetime) -> int:
    """Removes what does not count any more; how many rows. Called by the keeper."""
    return Tally.objects.filter(ends_at__lte=now).delete()[0]


def key_of(limit: str, subject: tuple[object, ...]) -> str:
    return f"{limit}:{subject_digest(*subject)}"


def subject_digest(*subject: object) -> str:
    """Stands for `subject` in the database, where whoever has a copy can't tell what it was."""
    return salted_hmac("virtlearn.limits", repr([str(each) for each in subject])).hexdigest()


def seconds_until(end: datetime, now: datetime) -> int:
    return max(1, math.ceil((end - now).total_seconds()))


def address_of(request: HttpRequest) -> str:
    """The client's address, as the connection or a trusted proxy says it; of IPv6 its network."""
    return address_counted(request.META.get("REMOTE_ADDR", ""))


def address_counted(text: str) -> str:
    """What stands for `text` in counts. What is no address, as of a Unix socket, is itself."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, PREFIX), strict=False))
    return str(address)
