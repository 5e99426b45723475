"""Presents the revision that a class reads, and what is new in another one, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext, ngettext

from lessons.classes.pin.core import Difference, How, QuestionChange, TextChange
from lessons.classes.pin.selectors import (
    Numbered,
    answers_counted,
    digest_in_force,
    digest_read,
    pin_of,
    revisions_differ,
    revisions_numbered,
)
from lessons.classes.policy import today_in
from lessons.document import schema
from lessons.models import Class
from lessons.publishing import selectors


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


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is other: `how` in words, where it can be seen, and `more`."""

    how: str
    title: str
    url: str = ""
    more: str = ""


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
    return [view for each in revisions_numbered(row) if (view := view_of(each))]


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


def summary(found: Difference) -> str:
    """ "3 texts, 1 question changed"; what is new or gone counts too."""
    parts = []
    if texts := len(found.texts):
        parts.append(ngettext("%(count)d text", "%(count)d texts", texts) % {"count": texts})
    if questions := len(found.questions):
        said = ngettext("%(count)d question", "%(count)d questions", questions)
        parts.append(said % {"count": questions})
    if labs := len(found.labs):
        parts.append(ngettext("%(count)d lab", "%(count)d labs", labs) % {"count": labs})
    if not parts:
        return gettext("no text and no question is another one")
    return gettext("other than before: %(what)s") % {"what": ", ".join(parts)}


def how_words(how: How) -> str:
    words = {"new": gettext("new"), "changed": gettext("changed"), "gone": gettext("gone")}
    return words[how]


def lines(
    row: Class, found: Difference, before: str, after: str, language: str
) -> Mapping[str, Sequence[ChangeLine]]:
    """Texts, questions and labs that are other; titles are of the later revision that has them."""
    slug = row.course.slug
    courses = [
        published.course
        for digest in (after, before)
        if (published := selectors.revision_course(slug, digest))
    ]
    answers = answers_counted(row)
    return {
        "texts": [text_line(each, courses, slug, language) for each in found.texts],
        "questions": [
            question_line(each, courses, slug, language, answers) for each in found.questions
        ],
        "labs": [
            ChangeLine(how=how_words(how), title=title_of(courses, "guide", lab, language))
            for lab, how in found.labs
        ],
    }


def text_line(
    each: TextChange, courses: Sequence[schema.Course], slug: str, language: str
) -> ChangeLine:
    languages = [str(get_language_info(code)["name_translated"]) for code in each.languages]
    return ChangeLine(
        how=how_words(each.how),
        title=title_of(courses, each.kind, each.slug, language),
        url=reverse("lessons:lesson", args=[slug, each.slug]) if each.kind == "lesson" else "",
        more=", ".join(languages),
    )


def question_line(
    each: QuestionChange,
    courses: Sequence[schema.Course],
    slug: str,
    language: str,
    answers: Mapping[tuple[str, str], int],
) -> ChangeLine:
    people = answers.get((each.lesson, each.question), 0)
    said = ngettext("%(count)d member has answered", "%(count)d members have answered", people)
    how = gettext("hidden; its answers are kept") if each.how == "gone" else how_words(each.how)
    return ChangeLine(
        how=how,
        title=f"{title_of(courses, 'lesson', each.lesson, language)}: {each.question}",
        url=f"{reverse('lessons:lesson', args=[slug, each.lesson])}#{each.question}",
        more=said % {"count": people} if people else "",
    )


def title_of(courses: Sequence[schema.Course], kind: str, slug: str, language: str) -> str:
    for course in courses:
        heads = course.lessons if kind == "lesson" else course.labs
        for head in heads:
            if head.slug == slug:
                return head.title.get(language) or next(iter(head.title.values()), slug)
    return slug
