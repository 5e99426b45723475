"""Puts the grades of a class into the outbox, for the platforms that asked for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lessons.assignments.selectors import learners_of
from lessons.classes.access import class_phase
from lessons.classes.grades.selectors import Book, book_read
from lessons.lti.core.score import time_text
from lessons.models import Class, LtiContext, LtiIdentity, LtiLink, Membership
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.services import item_add

KIND = "lti-score"
told = frozenset({"submitted", "late", "overridden"})  # of who has begun, or got points by hand
daily = timedelta(days=1)
Item = OutboxItem.State


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """How many grades are on their way, and how many are there as they are."""

    number: int = 0
    unchanged: int = 0


def links_of(row: Class) -> list[LtiLink]:
    """Those whose grades this site may send."""
    rows = LtiLink.objects.filter(
        context__in_class=row, may_score=True, assignment__in_class=row, assignment__deleted_at=None
    )
    rows = rows.exclude(line_item="").filter(context__deployment__platform__active=True)
    return list(rows.select_related("assignment", "context__deployment__platform"))


def grades_send(*, row: Class, now: datetime | None = None) -> Queued:
    """Of all learners who have begun, what is not there yet as it is now.

    Staff, who never began, who is excused, and assignments without points are left out.
    """
    now = now or timezone.now()
    links = links_of(row)
    if not links:
        return Queued()
    members = list(learners_of(row))
    assignments = {each.assignment_id: each.assignment for each in links if each.assignment}
    book = book_read(row, members, now, rows=list(assignments.values()))
    number = unchanged = 0
    for link in links:
        known = identities_of(link, members)
        last = last_sent(link)
        for member in members:
            score = score_of(book, link, member)
            if score is None or member.user_id not in known:
                continue
            if last.get(line_of(link, member)) == score:
                unchanged += 1
                continue
            score_add(link, member, score, now)
            number += 1
    return Queued(number=number, unchanged=unchanged)


def identities_of(link: LtiLink, members: Sequence[Membership]) -> set[int]:
    """Whom the platform knows, by their accounts."""
    issuer = link.context.deployment.platform.issuer
    rows = LtiIdentity.objects.filter(issuer=issuer, user__in=[each.user_id for each in members])
    return set(rows.values_list("user", flat=True))


def line_of(link: LtiLink, member: Membership) -> str:
    return f"lti-score:{link.pk}:{member.pk}"


def last_sent(link: LtiLink) -> Mapping[str, tuple[float, float]]:
    """What was sent last of each line, or waits to be."""
    rows = OutboxItem.objects.filter(kind=KIND, line__startswith=f"lti-score:{link.pk}:").exclude(
        state__in=[Item.DROPPED, Item.FAILED]
    )
    return {
        each.line: (each.payload["given"], each.payload["maximum"]) for each in rows.order_by("pk")
    }


def score_of(book: Book, link: LtiLink, member: Membership) -> tuple[float, float] | None:
    """Points and the most that there are; None where there is nothing to tell."""
    key = str(link.assignment_id)
    cell = book.grades[member.pk].cells[key]
    maximum = book.scheme.by_id[key].points
    if cell.points is None or cell.status not in told or maximum <= 0:
        return None
    return round(cell.points, 6), round(maximum, 6)


@transaction.atomic
def score_add(
    link: LtiLink, member: Membership, score: tuple[float, float], now: datetime
) -> OutboxItem:
    payload: dict[str, Any] = {
        "link": link.pk,
        "member": member.pk,
        "given": score[0],
        "maximum": score[1],
        "at": time_text(now),
    }
    platform = link.context.deployment.platform
    return item_add(
        kind=KIND,
        payload=payload,
        title=f"{link.assignment} → {platform.name}",
        line=line_of(link, member),
        target=f"lti:{platform.pk}",
        person=member.user,
        replaces=True,
    )


def grades_due_send() -> int:
    """Once a day, of one class in each round of the keeper; how many grades."""
    now = timezone.now()
    due = LtiContext.objects.filter(
        Q(graded_at=None) | Q(graded_at__lt=now - daily),
        in_class__isnull=False,
        in_class__archived_at=None,
        links__may_score=True,
        links__assignment__isnull=False,
    )
    found = due.select_related("in_class").order_by(F("graded_at").asc(nulls_first=True)).first()
    if found is None or found.in_class is None:
        return 0
    LtiContext.objects.filter(in_class=found.in_class).update(graded_at=now)
    return 0 if class_phase(found.in_class).is_over else grades_send(row=found.in_class).number
