"""Transcript of a learner: what this site saw them do in a course."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from django.utils import timezone

from labs.measurements.measure import platform
from labs.measurements.sources import tasks_reported
from labs.models import Measurement
from lessons.assessment.presenter import number_text
from lessons.exams import services
from lessons.exams.scoring import Answered, Kind, kinds, passed_from, shares, skip_from
from lessons.models import CourseTest, LessonRead, Membership
from lessons.progress import selectors
from lessons.progress.labs import LabDone, lab_progress, labs_done, labs_done_at
from lessons.progress.mastery import percent_of
from lessons.publishing.selectors import Published
from virtlearn.core.msgspec_types import types_ready
from virtlearn.people.models import User

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

    @property
    def percent(self) -> int:
        """Of the points, in whole percent."""
        return percent_of(self.earned / self.possible) if self.possible else 0


class LabRecord(Kept, frozen=True, kw_only=True):
    """A lab with tasks that a check found done in the learner's own machines.

    Of those `done`, `reported` were found so by what the learner's machine itself says.
    """

    title: Text
    done: int
    tasks: int
    reported: int = 0
    done_on: date | None = None


class FigureRecord(Kept, frozen=True, kw_only=True):
    """A figure that a check measured in the learner's own machines: the latest of `count`."""

    key: str
    name: Text = {}  # by language; a certificate of before the course named it has none
    value: float
    unit: str
    measured_on: str
    lab: Text
    unit_names: Text = {}  # by language, where the unit is a word
    count: int = 1
    at: date | None = None
    reported: bool = False  # by the learner's machine

    @property
    def shown(self) -> str:
        """The figure to six digits, with the decimal mark of the reader's language."""
        return number_text(float(f"{self.value:.6g}"))


class TestRecord(Kept, frozen=True, kw_only=True):
    """A test of the course that was sent in: of `count` the first before it, the latest at its end.

    `known` of the `lessons` that it asked about gave enough points to be skipped; `passed` and the
    `needed` percent are of a test at the end alone.
    """

    kind: Kind
    percent: int  # of the points
    right: int  # questions that were wholly right
    questions: int
    known: int
    lessons: int
    passed: bool | None = None
    needed: int = 0
    count: int = 1
    on: date | None = None


class Snapshot(Kept, frozen=True, kw_only=True):
    """What is certified. `lessons_in_course` and `labs_in_course` say of how many.

    `in_class` is the name of the class in which the learner took the course, "" for none.
    """

    course: Text
    revision: str
    issued: datetime
    name: str = ""
    in_class: str = ""
    lessons: tuple[LessonRecord, ...] = ()
    labs: tuple[LabRecord, ...] = ()
    figures: tuple[FigureRecord, ...] = ()
    tests: tuple[TestRecord, ...] = ()
    lessons_in_course: int = 0
    labs_in_course: int = 0

    @property
    def empty(self) -> bool:
        return not (self.lessons or self.labs or self.figures or self.tests)

    @property
    def certifiable(self) -> bool:
        """Whether there is enough to certify: a lesson that was read, or a test that was taken."""
        return self.lessons_read > 0 or bool(self.tests)

    @property
    def lessons_read(self) -> int:
        return sum(lesson.read for lesson in self.lessons)

    @property
    def labs_done(self) -> int:
        return sum(lab.done == lab.tasks for lab in self.labs)


def snapshot_of(user: User | None, published: Published) -> Snapshot:
    """All that `user` did in the course as it is now."""
    course = published.course
    return Snapshot(
        course=course.title,
        revision=published.digest,
        issued=timezone.now(),
        in_class=class_of(user, course.slug),
        lessons=lessons_of(user, published),
        labs=labs_of(user, published),
        figures=figures_of(user, published),
        tests=tests_of(user, published),
        lessons_in_course=len(course.lessons),
        labs_in_course=len(course.labs),
    )


def class_of(user: User | None, course: str) -> str:
    """The name of the class of this course that `user` is in as a learner, "" for none: of several
    that which they joined last, over or not."""
    if user is None:
        return ""
    rows = Membership.objects.filter(
        user=user,
        in_class__course__slug=course,
        state=Membership.State.JOINED,
        role=Membership.Role.LEARNER,
    )
    return rows.order_by("-joined_at", "-pk").values_list("in_class__name", flat=True).first() or ""


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
    passed = labs_done_at(user, course.slug)
    return tuple(
        LabRecord(
            title=lab.title,
            done=progress.done,
            tasks=progress.tasks,
            reported=len(
                tasks_reported(lab.spec) & dict(done.get(lab.slug, LabDone()).points).keys()
            ),
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
    labs = {lab.slug: lab for lab in published.course.labs}
    return tuple(
        FigureRecord(
            key=key,
            name=published.course.measures.get(key, {}),
            value=row.value,
            unit=row.unit,
            measured_on=row.measured_on,
            lab=labs[row.lab].title if row.lab in labs else {},
            unit_names=published.course.units.get(row.unit, {}),
            count=count,
            at=timezone.localtime(row.measured_at).date(),
            reported=row.source == Measurement.Source.MACHINE,
        )
        for key, (row, count) in sorted(found.items())
        if not (row.lab in labs and labs[row.lab].spec.is_only_drawn(key))
    )


def tests_of(user: User | None, published: Published) -> tuple[TestRecord, ...]:
    """Of the tests before the course the first, which says what was known to begin with; of those
    at its end the latest.
    """
    found = []
    for kind in kinds:
        if taken := services.tests_of(user, published.course.slug, kind):
            number = len(taken) if kind == "before" else 1  # the latest stands first
            found.append(test_of(taken[number - 1], kind, len(taken)))
    return tuple(found)


def test_of(taken: CourseTest, kind: Kind, count: int) -> TestRecord:
    items = msgspec.convert(taken.items, list[Answered])
    by_lesson = shares(items)
    return TestRecord(
        kind=kind,
        percent=percent_of(taken.share),
        right=sum(item.fraction == 1 for item in items),
        questions=len(items),
        known=sum(share >= skip_from for share in by_lesson.values()),
        lessons=len(by_lesson),
        passed=services.is_passed(taken) if kind == "end" else None,
        needed=round(100 * passed_from) if kind == "end" else 0,
        count=count,
        on=timezone.localtime(taken.at).date(),
    )


types_ready(Snapshot)
