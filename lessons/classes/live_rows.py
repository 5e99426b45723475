"""Live tables of a class: which rows a page lacks that says itself what it shows.

So any process of the site may answer it, also one that was just started, and a page that was away
for long.
"""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

import msgspec
from django.utils import timezone

K = TypeVar("K")
V = TypeVar("V")
digest_length = 4  # characters of base64, of a row
told_every = timedelta(minutes=5)  # the log is asked whether it has who saw whom
kept_most = 16  # tables in a process
never = datetime.min.replace(tzinfo=UTC)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows: who (`people`) and in which order, and a digest of each row by the number
    of the membership; `hand` is the mark of the latest hand that it told of."""

    people: str = ""
    order: str = ""
    rows: str = ""
    hand: int = 0


def seen_read(text: str, hand: int = 0) -> Seen:
    """What a page says of itself; anything else is as a page that shows nothing."""
    parts = text.split(".")
    if len(parts) != 3:
        return Seen(hand=hand)
    return Seen(people=parts[0], order=parts[1], rows=parts[2], hand=hand)


class LiveRows(msgspec.Struct, frozen=True, kw_only=True):
    """A table at a moment: a digest of each row by membership, and how they stand in `order`."""

    digests: Mapping[int, str]
    order: Sequence[int]
    people_digest: str
    order_digest: str

    @property
    def seen(self) -> str:
        """As a page that shows all of it says it (`seen_read`)."""
        digests = "".join(self.digests[pk] for pk in sorted(self.digests))
        return f"{self.people_digest}.{self.order_digest}.{digests}"

    def lacking(self, seen: Seen) -> Sequence[int]:
        """The rows that a page lacks, as they stand."""
        length = digest_length
        if seen.people != self.people_digest or len(seen.rows) != length * len(self.digests):
            return self.order
        shown = {
            pk: seen.rows[place * length : (place + 1) * length]
            for place, pk in enumerate(sorted(self.digests))
        }
        return [pk for pk in self.order if self.digests[pk] != shown[pk]]


def live_rows(digests: Mapping[int, str], order: Sequence[int], *around: object) -> LiveRows:
    """`around`: what else of the table comes anew when it changes, as `order` does."""
    return LiveRows(
        digests=digests,
        order=order,
        people_digest=digest_of(sorted(digests), length=8),
        order_digest=digest_of(order, *around, length=8),
    )


def digest_of(*parts: object, length: int = digest_length) -> str:
    """That many characters which stand in a header."""
    found = hashlib.sha256(msgspec.json.encode(parts)).digest()
    return base64.urlsafe_b64encode(found).decode()[:length]


class Told:
    """What the log was last asked for, by who looks."""

    def __init__(self) -> None:
        self.told: dict[tuple[int, str], tuple[Collection[tuple[int, str]], datetime]] = {}

    def news_for(self, viewer: int, of: str, seen: Collection[tuple[int, str]]) -> bool:
        """Whether the log is to be asked if it has all `of` that `viewer` sees now."""
        before, at = self.told.get((viewer, of), ((), never))
        now = timezone.now()
        if before == seen and now - at < told_every:
            return False
        self.told[viewer, of] = (seen, now)
        return True


class Kept(Generic[K, V]):
    """The tables that were asked for last."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.found: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        with self.lock:
            found = self.found.pop(key, None) or make()
            self.found[key] = found
            while len(self.found) > kept_most:
                self.found.popitem(last=False)
            return found
