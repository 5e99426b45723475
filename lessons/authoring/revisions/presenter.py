"""Presents revisions: the list, one of them, and what is other in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext, ngettext

from lessons.models import Course, Publication, Revision
from lessons.publishing import revisions
from lessons.publishing.presenter import lines, summary
from lessons.regrades.effects import effects_digest, revision_effects


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """`number` 0: it was never shown. `last` is the latest time that it became the shown one; None
    where that was not written down."""

    number: int
    digest: str
    at: datetime
    who: str
    current: bool = False
    last: Publication | None = None

    @property
    def name(self) -> str:
        if not self.number:
            return gettext("not published yet")
        return gettext("Revision %(number)d") % {"number": self.number}


def rows_of(course: Course) -> Sequence[RevisionRow]:
    """Those that wait first, then the latest."""
    waiting = [
        RevisionRow(number=0, digest=each.digest, at=each.published_at, who=name_of(each))
        for each in revisions.revisions_waiting(course)
    ]
    last: dict[int, Publication] = {}
    for each in revisions.publications_of(course):
        last.setdefault(each.revision_id, each)
    shown = [
        RevisionRow(
            number=each.number,
            digest=each.row.digest,
            at=each.row.published_at,
            who=name_of(each.row),
            current=each.current,
            last=last.get(each.row.pk),
        )
        for each in revisions.revisions_numbered(course)
    ]
    return [*waiting, *shown]


def name_of(revision: Revision) -> str:
    by = revision.published_by
    return by.username if by else gettext("the command line")


def answered(course_slug: str) -> Mapping[tuple[str, str], str]:
    """How many people have answered each question, by lesson and id, in words."""
    return {
        key: ngettext("%(count)d person has answered", "%(count)d people have answered", people)
        % {"count": people}
        for key, people in revisions.learners_counted(course_slug).items()
    }


def changes_context(course: Course, revision: Revision, language: str) -> dict[str, Any]:
    """What learners would see otherwise; nothing where no revision, or this one, is shown, and
    without `changes` where this version of the program can't show one of the two."""
    if course.current is None or course.current_id == revision.pk:
        return {}
    before, after = course.current.digest, revision.digest
    effects = revision_effects(course, revision)
    context: dict[str, Any] = {"effects": effects, "seen": effects_digest(effects)}
    differ = revisions.revisions_differ(course.slug, before, after)
    if differ is not None:
        said = answered(course.slug)
        context["changes"] = lines(course.slug, differ, (before, after), language, said)
        context["summary"] = summary(differ)
    return context
