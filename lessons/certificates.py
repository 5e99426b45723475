"""What a learner really did in a course, and certificates of it.

A certificate is a snapshot: it never changes, whatever the learner or the course do later. It
holds what its learner chose to show and nothing else, and this installation's signature over that,
so that a row that was altered by other ways is told from one that was issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from labs.figures import platform
from labs.models import Measurement, TaskResult
from lessons import selectors
from lessons.lab_progress import LabDone, lab_progress, labs_done
from lessons.models import Certificate, LessonRead
from lessons.models.reading import token_new
from lessons.questions import number_text
from lessons.selectors import Published
from virtlearn.people.models import User

salt = "lessons.certificates"
name_most = 80  # letters
open_most = 20  # certificates of one learner in a course that are not withdrawn

Text = Mapping[str, str]


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of what is in a snapshot."""


class LessonRecord(Kept, frozen=True, kw_only=True):
    """A lesson in which something was done; points only where they are shown."""

    title: Text
    read: bool = False
    read_on: date | None = None
    tried: int | None = None
    questions: int = 0
    earned: float = 0
    possible: float = 0


class LabRecord(Kept, frozen=True, kw_only=True):
    """A lab with tasks that a check found done in the learner's own machines."""

    title: Text
    done: int
    tasks: int
    done_on: date | None = None


class FigureRecord(Kept, frozen=True, kw_only=True):
    """A figure that a check measured in the learner's own machines: the latest of `count`."""

    key: str
    value: float
    unit: str
    measured_on: str
    lab: Text
    count: int = 1
    at: date | None = None

    @property
    def shown(self) -> str:
        """The figure to six digits, with the decimal mark of the reader's language."""
        return number_text(float(f"{self.value:.6g}"))


class Snapshot(Kept, frozen=True, kw_only=True):
    """What is certified. `lessons_in_course` and `labs_in_course` say of how many."""

    course: Text
    revision: str
    issued: datetime
    name: str = ""
    lessons: tuple[LessonRecord, ...] = ()
    labs: tuple[LabRecord, ...] = ()
    figures: tuple[FigureRecord, ...] = ()
    lessons_in_course: int = 0
    labs_in_course: int = 0

    @property
    def empty(self) -> bool:
        return not (self.lessons or self.labs or self.figures)

    @property
    def lessons_read(self) -> int:
        return sum(lesson.read for lesson in self.lessons)

    @property
    def labs_done(self) -> int:
        return sum(lab.done == lab.tasks for lab in self.labs)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner wants to be seen."""

    name: str = ""
    lessons: bool = True
    points: bool = True
    labs: bool = True
    figures: bool = True
    dates: bool = True


def snapshot_of(user: User | None, published: Published) -> Snapshot:
    """All that `user` did in the course as it is now."""
    course = published.course
    return Snapshot(
        course=course.title,
        revision=published.digest,
        issued=timezone.now(),
        lessons=lessons_of(user, published),
        labs=labs_of(user, published),
        figures=figures_of(user, published),
        lessons_in_course=len(course.lessons),
        labs_in_course=len(course.labs),
    )


def lessons_of(user: User | None, published: Published) -> tuple[LessonRecord, ...]:
    course = published.course
    progress = selectors.course_progress(user, course)
    reads = LessonRead.objects.filter(user=user, course=course.slug) if user else []
    read_on = {each.lesson: timezone.localtime(each.at).date() for each in reads}
    return tuple(
        LessonRecord(
            title=head.title,
            read=done.read,
            read_on=read_on.get(head.slug),
            tried=done.tried,
            questions=done.questions,
            earned=done.earned,
            possible=done.possible,
        )
        for head in course.lessons
        if (done := progress[head.slug]).read or done.tried
    )


def labs_of(user: User | None, published: Published) -> tuple[LabRecord, ...]:
    course = published.course
    if user is None:
        return ()
    done = labs_done(user, course.slug)
    passed = dict(
        TaskResult.objects.filter(
            session__user=user, session__course=course.slug, passed_at__isnull=False
        )
        .values_list("session__lab")
        .annotate(last=Max("passed_at"))
    )
    return tuple(
        LabRecord(
            title=lab.title,
            done=progress.done,
            tasks=progress.tasks,
            done_on=timezone.localtime(passed[lab.slug]).date() if lab.slug in passed else None,
        )
        for lab in course.labs
        if (progress := lab_progress(lab.spec, done.get(lab.slug, LabDone()))).done
    )


def figures_of(user: User | None, published: Published) -> tuple[FigureRecord, ...]:
    if user is None:
        return ()
    rows = Measurement.objects.filter(user=user, course=published.course.slug)
    found: dict[str, tuple[Measurement, int]] = {}
    for row in rows.exclude(key__startswith=platform).order_by("measured_at", "pk"):
        found[row.key] = (row, found[row.key][1] + 1 if row.key in found else 1)
    labs = {lab.slug: lab.title for lab in published.course.labs}
    return tuple(
        FigureRecord(
            key=key,
            value=row.value,
            unit=row.unit,
            measured_on=row.measured_on,
            lab=labs.get(row.lab, {}),
            count=count,
            at=timezone.localtime(row.measured_at).date(),
        )
        for key, (row, count) in sorted(found.items())
    )


def chosen(snapshot: Snapshot, choice: Choice) -> Snapshot:
    """Of a snapshot what the learner wants to be seen; nothing else is kept of it."""
    lessons, labs, figures = snapshot.lessons, snapshot.labs, snapshot.figures
    if not choice.points:
        lessons = tuple(
            LessonRecord(title=each.title, read=each.read, read_on=each.read_on)
            for each in lessons
            if each.read
        )
    if not choice.dates:
        lessons = tuple(msgspec.structs.replace(each, read_on=None) for each in lessons)
        labs = tuple(msgspec.structs.replace(each, done_on=None) for each in labs)
        figures = tuple(msgspec.structs.replace(each, at=None) for each in figures)
    return msgspec.structs.replace(
        snapshot,
        name=choice.name,
        lessons=lessons if choice.lessons else (),
        labs=labs if choice.labs else (),
        figures=figures if choice.figures else (),
    )


# --- rows ----------------------------------------------------------------------------------------


def certificate_issue(*, user: User, published: Published, choice: Choice) -> Certificate | None:
    """A certificate of what was done until now; None where that is nothing of what was chosen, or
    the learner has as many as can be open.
    """
    snapshot = chosen(snapshot_of(user, published), choice)
    slug = published.course.slug
    opened = Certificate.objects.filter(user=user, course=slug, revoked_at=None)
    if snapshot.empty or opened.count() >= open_most:
        return None
    token = token_new()
    text = msgspec.json.encode(snapshot).decode()
    return Certificate.objects.create(
        user=user, course=slug, token=token, snapshot=text, signature=sign(token, text)
    )


def certificate_revoke(*, certificate: Certificate) -> None:
    """Its address says from now on that it was withdrawn. What it showed is not kept."""
    Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=timezone.now(), snapshot=""
    )


def sign(token: str, snapshot: str) -> str:
    return salted_hmac(salt, f"{token}\n{snapshot}", algorithm="sha256").hexdigest()


def certificate_read(certificate: Certificate) -> Snapshot | None:
    """What it says; None where the signature is not over it, so that nothing of it counts."""
    expected = sign(certificate.token, certificate.snapshot)
    if not constant_time_compare(expected, certificate.signature):
        return None
    return msgspec.json.decode(certificate.snapshot, type=Snapshot)


def guest_merge(*, guest: User, into: User) -> None:
    """The guest's certificates are the account's."""
    Certificate.objects.filter(user=guest).update(user=into)
