"""Reads questions about grades: a class's queue, one thread, what a learner has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from lessons.classes.access import ClassAccess
from lessons.classes.grades.inquiries.policy import Window, threads_most, window_of
from lessons.classes.grades.selectors import Book
from lessons.models import Class, GradeInquiry, Membership

states: Mapping[str, Q] = {
    "waiting": Q(closed_at=None, is_waiting=True),
    "answered": Q(closed_at=None, is_waiting=False),
    "closed": Q(closed_at__isnull=False),
}


class AskView(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has asked about one grade, the newest first, and whether they may ask now."""

    window: Window
    threads: Sequence[GradeInquiry]

    @property
    def may_ask(self) -> bool:
        waits = any(each.closed_at is None for each in self.threads)
        return self.window.is_open and not waits and len(self.threads) < threads_most


def inquiries_of(row: Class) -> QuerySet[GradeInquiry]:
    """Of all who are in the class; those that have waited for longest first."""
    return (
        GradeInquiry.objects.filter(
            membership__in_class=row,
            membership__state=Membership.State.JOINED,
            assignment__deleted_at=None,
        )
        .select_related("assignment", "membership__user")
        .order_by("changed_at", "pk")
    )


def inquiries_counted(row: Class) -> dict[str, int]:
    """By the names of `states`."""
    counts = {name: Count("pk", filter=state) for name, state in states.items()}
    return inquiries_of(row).order_by().aggregate(**counts)


def inquiry_or_404(found: ClassAccess, number: int) -> GradeInquiry:
    """One of that class: for whoever sees its roster, and for the learner who asked."""
    inquiry = inquiries_of(found.row).filter(pk=number).first()
    if inquiry is None or not (found.sees_roster or is_own(found, inquiry)):
        raise Http404
    inquiry.membership.in_class = inquiry.assignment.in_class = found.row
    return inquiry


def is_own(found: ClassAccess, inquiry: GradeInquiry) -> bool:
    return found.membership is not None and inquiry.membership_id == found.membership.pk


def news_of(member: Membership) -> Sequence[GradeInquiry]:
    """Answers that a learner has not seen yet."""
    rows = member.inquiries.filter(is_news=True, assignment__deleted_at=None)
    return list(rows.select_related("assignment").order_by("changed_at"))


def ask_views(book: Book, member: Membership, now: datetime) -> Mapping[int, AskView]:
    """By assignment."""
    threads = defaultdict(list)
    for inquiry in member.inquiries.order_by("-pk"):
        threads[inquiry.assignment_id].append(inquiry)
    found = {}
    for each in book.assignments:
        change = book.changes.get((each.pk, member.pk))
        window = window_of(
            book.decisions[each.pk, member.pk],
            days=member.in_class.inquiry_days,
            is_graded=book.grades[member.pk].cells[str(each.pk)].status != "open",
            changed_at=change.at if change else None,
            now=now,
        )
        found[each.pk] = AskView(window=window, threads=threads[each.pk])
    return found
