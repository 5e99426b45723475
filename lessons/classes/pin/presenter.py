"""Presents the revision that a class reads, and the newer one where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.utils import timezone
from django.utils.translation import ngettext

from lessons.classes.pin.selectors import answers_counted, digest_in_force, digest_read, pin_of
from lessons.classes.policy import today_in
from lessons.models import Class
from lessons.publishing.presenter import summary
from lessons.publishing.revisions import Numbered, revisions_differ, revisions_numbered


class RevisionView(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    digest: str
    published_at: datetime
    current: bool


class PinPanel(msgspec.Struct, frozen=True, kw_only=True):
    """`follows`: the class reads the newest one, whichever that is. `reads` is what it has now,
    `newer` the current one where that is another; `summary` says how they differ. `planned` comes
    on `planned_on`; None with a day: the newest one."""

    follows: bool
    reads: RevisionView | None
    newer: RevisionView | None
    summary: str
    planned: RevisionView | None
    planned_on: date | None


def view_of(each: Numbered | None) -> RevisionView | None:
    if each is None:
        return None
    row = each.row
    return RevisionView(
        number=each.number,
        digest=row.digest,
        published_at=row.published_at,
        current=each.current,
    )


def revision_views(row: Class) -> list[RevisionView]:
    return [view for each in revisions_numbered(row.course) if (view := view_of(each))]


def pin_panel(row: Class, language: str) -> PinPanel:
    """For the class's page."""
    by_digest = {each.digest: each for each in revision_views(row)}
    current = row.course.current
    reads = digest_read(row)
    newest = current.digest if current else ""
    newer = by_digest.get(newest) if newest != reads else None
    found = revisions_differ(row.course.slug, reads, newest) if newer else None
    pin = pin_of(row)
    waits = pin.planned_on is not None and pin.planned_on > today_in(row.time_zone, timezone.now())
    return PinPanel(
        follows=not digest_in_force(row),
        reads=by_digest.get(reads),
        newer=newer,
        summary=summary(found) if found is not None else "",
        planned=by_digest.get(pin.planned) if waits else None,
        planned_on=pin.planned_on if waits else None,
    )


def answered(row: Class) -> Mapping[tuple[str, str], str]:
    """How many of the class's people have answered each question, by lesson and id, in words."""
    return {
        key: ngettext("%(count)d member has answered", "%(count)d members have answered", people)
        % {"count": people}
        for key, people in answers_counted(row).items()
    }
