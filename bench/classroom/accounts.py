"""A class that signs up, beside guests from elsewhere: limits as they come, and who had to wait.

What became of starts is read from the sessions' rows; what follows from them is pure.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

sign_up_path = "/en/accounts/signup/"
password = "korrekt-pferd-batterie"
sign_up_seconds = 45.0  # over which a class begins to sign up: the last is done within the minute
guest_places = 20  # labs for guests of one address, which the class does not need
numbers = itertools.count(1)


def site_settings(places: int) -> dict[str, str]:
    """Settings of a site that has room for so many machines, however few processors it has, and the
    limits that it comes with; the environment's go before. The sites of tests have no limits."""
    shipped = (
        "LIMIT_SIGN_UP",
        "LIMIT_LABS",
        "LIMIT_GUEST",
        "LIMIT_CLASS_JOIN",
        "LIMIT_CLASS_CODE",
        "LABS_PER_USER",
    )
    wanted = {
        **dict.fromkeys(shipped, ""),
        "LABS_CPUS": str(places // 2),  # a machine of the lab has half a processor
        "LABS_PER_ADDRESS": str(guest_places),
    }
    return {name: os.environ.get(name, value) for name, value in wanted.items()}


def sign_up_fields() -> Mapping[str, str]:
    """What the next of the class types into the form."""
    name = f"pupil-{next(numbers)}"
    return {"username": name, "email": "", "password1": password, "password2": password}


giving_way = timedelta(seconds=15)  # on a busy host, with sixty starts at once


class Start(msgspec.Struct, frozen=True):
    """A start of a lab: when it was asked for, got machines (None: never), and ended."""

    guest: bool
    asked: datetime
    given: datetime | None
    ended: datetime | None

    def held(self, since: datetime, until: datetime) -> bool:
        """Whether it had machines at some moment between the two."""
        return self.given is not None and (
            self.given <= until and (self.ended is None or self.ended >= since)
        )

    def waited(self, end: datetime) -> timedelta:
        """Until it got machines, was ended without, or all was over."""
        return (self.given or self.ended or end) - self.asked


def behind_guests(starts: Sequence[Start], end: datetime) -> Sequence[Start]:
    """Starts of accounts that waited while a guest had machines; `end`: when all was over."""
    guests = [each for each in starts if each.guest]
    return [
        each
        for each in starts
        if not each.guest
        and each.waited(end)
        and any(guest.held(each.asked, each.given or each.ended or end) for guest in guests)
    ]


def waited_for_guests(starts: Sequence[Start], end: datetime) -> Sequence[Start]:
    """Those of them that waited for longer than it takes to end a guest's lab and to make machines
    in its place."""
    return [each for each in behind_guests(starts, end) if each.waited(end) > giving_way]


def overtaken_by_guests(starts: Sequence[Start], end: datetime) -> Sequence[Start]:
    """Those of them whom a guest got machines before, who had come later."""
    guests = [each for each in starts if each.guest and each.given]
    return [
        each
        for each in behind_guests(starts, end)
        if any(
            guest.asked > each.asked and guest.given < (each.given or each.ended or end)
            for guest in guests
            if guest.given
        )
    ]


def most_at_once(starts: Sequence[Start], end: datetime) -> int:
    """How many of them had machines at the same moment."""
    had = [(each.given, each.ended or end) for each in starts if each.given]
    return max((sum(a <= moment < b for a, b in had) for moment, _ in had), default=0)


def starts_read() -> Sequence[Start]:
    """Every session of the site's database."""
    from labs.models import LabSession

    found = []
    for row in LabSession.objects.select_related("user"):
        queued = row.seen_at is not None  # only who waits is seen to
        given = row.admitted_at if queued else row.created_at
        found.append(Start(row.user.is_guest, row.created_at, given, row.ended_at))
    return found
