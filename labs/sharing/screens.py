"""Screens of sessions for a class's live board: wanted by its pages, written by the terminals.

Whether somebody may see them is not decided here but by whoever calls: see
lessons/classes/board/screens.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from labs.core.screen import Screen, screens_digest
from labs.models import LabSession, LabState, SharedScreens

wanted_for = timedelta(seconds=20)  # after a page has asked
nothing = "[]"
renewed_before = timedelta(seconds=10)  # the end, so that not every question writes


def screens_want(sessions: Collection[UUID]) -> Mapping[UUID, str]:
    """Somebody looks at these now: for a while their screens are written. Gives the digest of what
    is there already, "" where nothing is.

    What is left of a time before is erased, and never shown.
    """
    now = timezone.now()
    rows, wanted = SharedScreens.objects.all(), frozenset(sessions)
    found = {  # of the few that any board shows: quicker than to name two hundred to the database
        session: (until, digest)
        for session, until, digest in rows.values_list("session", "wanted_until", "digest")
        if session in wanted
    }
    until = now + wanted_for
    over = [key for key, (last, _digest) in found.items() if last <= now]
    soon = [key for key, (last, _digest) in found.items() if now < last < now + renewed_before]
    if over:
        rows.filter(pk__in=over).update(wanted_until=until, digest="", shown=nothing)
    if soon:
        rows.filter(pk__in=soon).update(wanted_until=until)
    if new := [key for key in sessions if key not in found]:
        SharedScreens.objects.bulk_create(
            [SharedScreens(session_id=key, wanted_until=until) for key in new],
            ignore_conflicts=True,
        )
    return {key: found[key][1] if key in found and key not in over else "" for key in sessions}


def screens_read(sessions: Collection[UUID]) -> Mapping[UUID, Sequence[Screen]]:
    """What was written last, of those that are wanted."""
    rows = wanted_now().filter(session__in=sessions).values_list("session", "shown")
    return {session: msgspec.json.decode(shown, type=list[Screen]) for session, shown in rows}


def screens_are_shown(session: LabSession) -> bool:
    """Whether somebody has them on a board now."""
    return wanted_now().filter(session=session).exists()


def screens_wanted() -> Mapping[UUID, str]:
    """All that are wanted of sessions that run, with the digest of what was written last."""
    rows = wanted_now().filter(session__state=LabState.READY)
    return dict(rows.values_list("session", "digest"))


@transaction.atomic
def screens_write(screens: Mapping[UUID, Sequence[Screen]]) -> None:
    """Only where they are still wanted: a row that was withdrawn meanwhile does not come back.

    As SQL, in one call: an UPDATE of Django's for each of a class takes ten times as long.
    """
    key = SharedScreens._meta.pk
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [
        (
            screens_digest(shown),
            msgspec.json.encode(shown).decode(),
            key.get_db_prep_value(session, connection),
            now,
        )
        for session, shown in screens.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE labs_sharedscreens SET digest = %s, shown = %s"
            " WHERE session_id = %s AND wanted_until > %s",
            rows,
        )


def screens_withdraw(*, sessions: QuerySet[LabSession]) -> None:
    """Nobody sees these any more, and nothing of them is kept."""
    SharedScreens.objects.filter(session__in=sessions.values("pk")).delete()


def screens_expire(now: datetime) -> None:
    """Erases what nobody has asked for of late."""
    SharedScreens.objects.filter(wanted_until__lte=now).delete()


def wanted_now() -> QuerySet[SharedScreens]:
    return SharedScreens.objects.filter(wanted_until__gt=timezone.now())
