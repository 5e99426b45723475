"""Who may be in a session's terminals, and who is there: the types. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

visit_over = "visit-over"  # the reason in `ended` for who may not be in any more


class SessionPresence(msgspec.Struct, frozen=True, kw_only=True):
    """What the database says of a session now.

    `visits` has who may be in, with their modes ("watch", "type"); `people` those of them who are
    there; `hand` whether the learner's hand is up.
    """

    visits: Mapping[int, str]
    people: tuple[Person, ...] = ()
    hand: bool = False


class UnavailableError(Exception):
    """The database does not answer; worth another try."""


class Person(msgspec.Struct, frozen=True):
    """Somebody else in the learner's terminals. `id` is the visit's; `name` is empty for a guest
    who gave none; `mode` "watch" or "type"; `role` "instructor", "link" or "group"."""

    id: int
    name: str
    mode: str
    role: str
