"""Reads a course's decision model, as it is now or as it was when a link was made."""

from __future__ import annotations

from typing import Literal

import msgspec

from lessons.document import schema
from lessons.models import Revision
from lessons.publishing import reader, selectors
from lessons.wizard.model import DecisionModel
from virtlearn.people.models import User

short_length = 12  # digits of a digest that are enough to tell a course's revisions apart
hexadecimal = frozenset("0123456789abcdef")


class Advisor(msgspec.Struct, frozen=True, kw_only=True):
    """A model with the course around it. `revision` is what a link carries to find it again.

    `change` says how the model asked for differs from today's: "changed", it has been replaced
    but still answers; "gone", it is there no more and today's answers instead; None, it doesn't.
    """

    course: schema.Course
    model: DecisionModel
    revision: str
    change: Literal["changed", "gone"] | None = None


def advisor_get(course_slug: str, revision: str = "", user: User | None = None) -> Advisor | None:
    """The model of `revision` (a short digest), else today's: that of the revision which `user`
    reads. None where the course has none."""
    current = reader.course_for(user, course_slug)
    if current is None:
        return None
    then = revision_short(course_slug, revision) if revision else None
    model = current.course.wizard
    if then is not None and then.course.wizard is not None and then.course.wizard != model:
        return Advisor(
            course=then.course,
            model=then.course.wizard,
            revision=then.digest[:short_length],
            change="changed",
        )
    if model is None:
        return None
    return Advisor(
        course=current.course,
        model=model,
        revision=current.digest[:short_length],
        change="gone" if revision and (then is None or then.course.wizard is None) else None,
    )


def revision_short(course_slug: str, short: str) -> selectors.Published | None:
    """The one revision whose digest begins with `short`; None where there is none, or several, or
    where it was never shown."""
    if len(short) < short_length or not hexadecimal.issuperset(short):
        return None
    digests = Revision.objects.filter(
        course__slug=course_slug, digest__startswith=short, unpublished=False
    )
    found = list(digests.values_list("digest", flat=True)[:2])
    return selectors.revision_course(course_slug, found[0]) if len(found) == 1 else None
