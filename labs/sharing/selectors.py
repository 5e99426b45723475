"""Reads who may be in a learner's terminals, and who is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from labs.core.presence import Person, SessionPresence
from labs.models import LabSession, Share, Visit
from virtlearn.people.models import User, teaching_roles

# Presence is written down every ten seconds: what was missed twice is gone.
there_for = timedelta(seconds=25)


def visits_open() -> QuerySet[Visit]:
    """Visits that are permitted now: not ended, by a link that works, of an instructor or of one of
    the session's group."""
    instructor = Q(share__isnull=True, user__role__in=teaching_roles)
    by_link = Q(share__isnull=False, share__revoked_at__isnull=True)
    permitted = instructor | by_link | Q(group=True)
    return Visit.objects.filter(permitted, ended_at=None, user__is_active=True)


def visit_open(user: User, session: UUID) -> Visit | None:
    """The permission by which this user may be in a session of somebody else."""
    return visits_open().filter(user=user, session=session).first()


def visit_latest(user: User, session: UUID) -> Visit | None:
    return Visit.objects.filter(user=user, session=session).order_by("-started_at").first()


def visit_for_user_or_404(user: User | None, visit: int) -> Visit:
    """The user's own visit, also when it is over; for everybody else it does not exist. Who is in
    a group has the page of its lab instead."""
    rows = Visit.objects.filter(group=False).select_related("session__user", "share", "user")
    found = rows.filter(pk=visit, user_id=user.pk).first() if user else None
    if found is None:
        raise Http404
    return found


def visit_is_open(visit: Visit) -> bool:
    return visits_open().filter(pk=visit.pk).exists()


def people_there(session: LabSession) -> Sequence[Visit]:
    """Who else has a terminal of this session open now, in the order in which they came."""
    rows = visits_open().filter(session=session, seen_at__gt=timezone.now() - there_for)
    return list(rows.select_related("user").order_by("pk"))


def people_barred(session: LabSession) -> Sequence[Visit]:
    """Instructors whom the learner sent out and has not let in again; the latest visit of each."""
    rows = Visit.objects.filter(session=session, share=None, group=False, ended_by_learner=True)
    latest = {visit.user_id: visit for visit in rows.select_related("user").order_by("ended_at")}
    inside = set(visits_open().filter(session=session).values_list("user", flat=True))
    return [visit for user, visit in latest.items() if user not in inside]


def visits_barring(user: User) -> QuerySet[Visit]:
    """By which learners sent this instructor out, and have not asked for help since."""
    sent_out = Visit.objects.filter(user=user, share=None, group=False, ended_by_learner=True)
    hand = F("session__hand_raised_at")
    return sent_out.exclude(session__hand_raised_at__isnull=False, ended_at__lte=hand)


def shares_open(session: LabSession) -> Sequence[Share]:
    return list(session.shares.filter(revoked_at=None).order_by("pk"))


def inside_of(sessions: Collection[UUID]) -> Mapping[UUID, SessionPresence]:
    """One statement for all of them; sessions that are gone are left out."""
    rows = (
        LabSession.objects.filter(pk__in=sessions)
        .annotate(open=FilteredRelation("visits", condition=Q(visits__ended_at=None)))
        .values(
            "pk",
            "hand_raised_at",
            "open__pk",
            "open__mode",
            "open__name",
            "open__seen_at",
            "open__share",
            "open__group",
            "open__share__revoked_at",
            "open__user__username",
            "open__user__is_guest",
            "open__user__is_active",
            "open__user__role",
        )
        .order_by("open__pk")
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["pk"], []).append(dict(row))
    return {key: inside_from(rows) for key, rows in found.items()}


def inside_from(rows: Sequence[dict[str, Any]]) -> SessionPresence:
    """What the rows of one session say, each with one open visit or with none."""
    first = rows[0]
    since = timezone.now() - there_for
    inside = [row for row in rows if row["open__pk"] is not None and by_right(row)]
    return SessionPresence(
        visits={row["open__pk"]: row["open__mode"] for row in inside},
        people=tuple(
            Person(
                id=row["open__pk"],
                name=row["open__name"]
                if row["open__user__is_guest"] or row["open__group"]
                else row["open__user__username"],
                mode=row["open__mode"],
                role=role_of(row),
            )
            for row in inside
            if row["open__seen_at"] and row["open__seen_at"] > since
        ),
        hand=first["hand_raised_at"] is not None,
    )


def role_of(row: Mapping[str, Any]) -> str:
    if row["open__group"]:
        return "group"
    return "link" if row["open__share"] else "instructor"


def by_right(row: Mapping[str, Any]) -> bool:
    """As `visits_open`, for a row of `inside_of`."""
    if not row["open__user__is_active"]:
        return False
    if row["open__group"]:
        return True
    if row["open__share"] is None:
        return bool(row["open__user__role"] in teaching_roles)
    return row["open__share__revoked_at"] is None
