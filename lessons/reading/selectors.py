"""Reads where readers left off, what to do next, and their notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from lessons.exams.services import skippable
from lessons.models import Attempt, LessonRead, Note, ReadingPlace
from lessons.progress import selectors as progress_selectors
from lessons.progress.labs import LabDone as LabTasks
from lessons.progress.labs import labs_done
from lessons.progress.mastery import CourseWork
from lessons.progress.next_step import LabDone, LessonDone, Place, Step, next_steps
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.review.services import due_of
from virtlearn.people.models import User


class LeftOff(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner was last in a course, and when."""

    lesson: str
    anchor: str
    at: datetime


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step as a page shows it; `section` is the title of the place in the lesson, or ""."""

    kind: str
    title: str
    section: str
    url: str
    count: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`running` are labs whose machines run; `steps` the best first."""

    work: CourseWork
    running: frozenset[str]
    left: LeftOff | None
    begun: bool
    steps: tuple[NextStep, ...]


def left_off(user: User | None, course_slug: str) -> LeftOff | None:
    """The later of the place that the page told and of what was done last.

    So it is known without scripts too, by the question that was answered last.
    """
    if user is None:
        return None
    mine = {"user": user, "course": course_slug}
    found: list[LeftOff] = []
    place = ReadingPlace.objects.filter(**mine).order_by("-at").first()
    if place:
        found.append(LeftOff(lesson=place.lesson, anchor=place.section, at=place.at))
    attempt = Attempt.objects.filter(**mine).order_by("-at", "-pk").first()
    if attempt:
        found.append(LeftOff(lesson=attempt.lesson, anchor=attempt.question, at=attempt.at))
    read = LessonRead.objects.filter(**mine).order_by("-at", "-pk").first()
    if read:
        found.append(LeftOff(lesson=read.lesson, anchor="", at=read.at))
    return max(found, key=lambda each: each.at, default=None)


def standing(user: User | None, published: Published, language: str) -> Standing:
    """How `user` stands with a course, and what to do now."""
    course = published.course
    reviews = sum(card.course == course.slug for card in due_of(user).cards)
    left = left_off(user, course.slug)
    here = Place(left.lesson, left.anchor) if left else None
    opened = labs_done(user, course.slug)
    work = progress_selectors.course_work(
        user, published, language, opened, known=skippable(user, published), here=here
    )
    steps = next_steps(
        [
            LessonDone(
                slug=each.slug, read=each.read, known=each.known, open=each.open, labs=head.labs
            )
            for head, each in zip(course.lessons, work.lessons, strict=True)
        ],
        {
            slug: LabDone(
                slug=slug,
                running=opened.get(slug, LabTasks()).running,
                done=count.done,
                tasks=count.total,
            )
            for slug, count in work.labs.items()
        },
        here,
        reviews,
    )
    return Standing(
        work=work,
        running=frozenset(slug for slug, each in opened.items() if each.running),
        left=left,
        begun=bool(left or opened),
        steps=tuple(step_shown(step, published, language) for step in steps),
    )


def step_shown(step: Step, published: Published, language: str) -> NextStep:
    course = published.course
    title = section = ""
    if step.kind in {"machines", "lab", "new-lab"}:
        url = reverse("labs:lab", args=[course.slug, step.slug])
        lab = selectors.lab_head(course, step.slug)
        title = lab.title.get(language, step.slug) if lab else step.slug
    elif step.kind in {"read", "questions", "lesson"}:
        url = reverse("lessons:lesson", args=[course.slug, step.slug])
        head = selectors.lesson_head(course, step.slug)
        title = head.title.get(language, step.slug) if head else step.slug
        known, section = place_title(published, language, step.slug, step.anchor)
        url += f"#{step.anchor}" if known else ""
    elif step.kind == "review":
        url = reverse("lessons:review")
    else:
        url = reverse("lessons:certificate", args=[course.slug])
    return NextStep(kind=step.kind, title=title, section=section, url=url, count=step.count)


def place_title(published: Published, language: str, slug: str, anchor: str) -> tuple[bool, str]:
    """Whether the lesson has that place now, and the title of it where it is a section."""
    lesson = selectors.lesson_get(published, slug, language) if anchor else None
    head = selectors.lesson_head(published.course, slug)
    if lesson is None or head is None:
        return False, ""
    for heading in lesson.headings:
        if heading.id == anchor:
            return True, heading.title
    return anchor in head.questions, ""


# --- notes ---------------------------------------------------------------------------------------


def notes_of(user: User | None, course_slug: str) -> QuerySet[Note]:
    """The learner's notes in a course, in the order in which they were made."""
    if user is None:
        return Note.objects.none()
    kept = Note.objects.filter(user=user, course=course_slug, deleted_at=None)
    return kept.order_by("pk")


def notes_deleted(user: User | None, course_slug: str) -> Iterable[Note]:
    """Those that can be had back, the last deleted first."""
    if user is None:
        return []
    gone = Note.objects.filter(user=user, course=course_slug, deleted_at__isnull=False)
    return gone.order_by("-deleted_at")[:20]


def note_or_404(user: User | None, course_slug: str, pk: int) -> Note:
    """The learner's own note, deleted or not: the one way to one for all that is posted."""
    note = Note.objects.filter(user=user, course=course_slug, pk=pk).first() if user else None
    if note is None:
        raise Http404
    return note
