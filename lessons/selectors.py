"""Reads: courses as they are published, and what a learner did in them.

A revision never changes, so what is made from one is kept in the process under its digest. Which
revision is current can be changed by another process; it is asked for again after a second.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Iterable, Mapping

import msgspec
from django.db import connection
from django.db.models import Max
from django.http import Http404

from lessons.days import today, tomorrow
from lessons.document import schema
from lessons.lab_progress import LabDone, labs_of_rows, labs_sql
from lessons.models import Asset, Attempt, Blob, Course, LessonRead, Page, Revision
from lessons.quizzes.base import Answer
from lessons.reading_rows import NoteKept, notes_of_rows, reading_sql
from virtlearn.people.models import User

current_seconds = 1.0
digest_length = 64


class Published(msgspec.Struct, frozen=True):
    """A revision that can be shown."""

    course: schema.Course
    digest: str


class Tried(msgspec.Struct, frozen=True):
    """One attempt, as it is shown again."""

    number: int
    answer: Answer
    order: tuple[str, ...]
    fraction: float
    points: float
    correct: bool
    seed: str = ""
    given: str = ""


class LessonState(msgspec.Struct, frozen=True):
    """All that one learner did in one lesson, and in the course's labs; attempts in order.

    `place` is the section that they left off at.
    """

    attempts: Mapping[str, tuple[Tried, ...]] = {}
    hints: Mapping[str, int] = {}
    read: bool = False
    labs: Mapping[str, LabDone] = {}
    notes: tuple[NoteKept, ...] = ()
    place: str = ""
    due: tuple[tuple[str, str, str], ...] = ()  # review: course, lesson, question of what is due
    reviewed: int = 0  # today


class Progress(msgspec.Struct, frozen=True):
    """How far a learner is: points of `possible`, questions tried of `questions`; in one lesson
    also which are `open`, never tried.
    """

    earned: float = 0
    possible: float = 0
    tried: int = 0
    questions: int = 0
    read: bool = False
    open: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.read and self.tried == self.questions


# --- courses -------------------------------------------------------------------------------------

_current: dict[str, tuple[float, str | None]] = {}


def current_forget() -> None:
    """Call after the current revision of a course has changed."""
    _current.clear()


def course_current(course_slug: str) -> Published | None:
    """The revision that is shown of a course; None where none is published."""
    asked, digest = _current.get(course_slug, (0.0, None))
    if time.monotonic() - asked > current_seconds or digest is None:
        digest = (
            Course.objects.filter(slug=course_slug)
            .values_list("current__digest", flat=True)
            .first()
        )
        if digest is None:
            return None
        _current[course_slug] = (time.monotonic(), digest)
    return revision_course(course_slug, digest)


def course_current_or_404(course_slug: str) -> Published:
    if (published := course_current(course_slug)) is None:
        raise Http404
    return published


def courses_current() -> list[Published]:
    """Every published course, in the order in which they came."""
    rows = Course.objects.filter(current__isnull=False).order_by("pk")
    found = (
        revision_course(slug, digest)
        for slug, digest in rows.values_list("slug", "current__digest")
    )
    return [published for published in found if published]


def revision_course(course_slug: str, digest: str) -> Published | None:
    """One revision, current or not; None where there is none.

    The beginning of a digest will do where one revision alone begins so.
    """
    if len(digest) != digest_length:
        rows = Revision.objects.filter(course__slug=course_slug, digest__startswith=digest)
        found = list(rows.values_list("digest", flat=True)[:2])
        if len(found) != 1:
            return None
        digest = found[0]
    try:
        return _revision_course(course_slug, digest)
    except Revision.DoesNotExist:
        return None


@functools.lru_cache(maxsize=64)
def _revision_course(course_slug: str, digest: str) -> Published:
    row = Revision.objects.get(course__slug=course_slug, digest=digest)
    return Published(msgspec.json.decode(bytes(row.head), type=schema.Course), digest)


def revision_is_readable(revision: Revision) -> bool:
    """Whether this version of the program can decode all of it; older ones kept other fields."""
    kinds: dict[str, type] = {Page.Kind.LESSON: schema.Lesson, Page.Kind.GUIDE: schema.Guide}
    try:
        msgspec.json.decode(bytes(revision.head), type=schema.Course)
        for kind, body in revision.pages.values_list("kind", "body"):
            msgspec.json.decode(bytes(body), type=kinds[kind])
    except msgspec.DecodeError:  # also what does not fit the types
        return False
    return True


def lesson_head(course: schema.Course, slug: str) -> schema.LessonHead | None:
    return next((lesson for lesson in course.lessons if lesson.slug == slug), None)


def lab_head(course: schema.Course, slug: str) -> schema.LabHead | None:
    return next((lab for lab in course.labs if lab.slug == slug), None)


def content_language(course: schema.Course, wanted: str) -> str:
    """`wanted` where the course has it, else its source language."""
    return wanted if wanted in course.languages else course.languages[0]


def lesson_get(published: Published, slug: str, language: str) -> schema.Lesson | None:
    """The body of a lesson; `language` is one of the course's."""
    try:
        return _lesson(published.course.slug, published.digest, slug, language)
    except Page.DoesNotExist:
        return None


def guide_get(published: Published, slug: str, language: str) -> schema.Guide | None:
    """The text of a lab; `language` is one of the course's."""
    try:
        return _guide(published.course.slug, published.digest, slug, language)
    except Page.DoesNotExist:
        return None


@functools.lru_cache(maxsize=256)
def _lesson(course_slug: str, digest: str, slug: str, language: str) -> schema.Lesson:
    body = _page_body(course_slug, digest, Page.Kind.LESSON, slug, language)
    return msgspec.json.decode(body, type=schema.Lesson)


@functools.lru_cache(maxsize=64)
def _guide(course_slug: str, digest: str, slug: str, language: str) -> schema.Guide:
    body = _page_body(course_slug, digest, Page.Kind.GUIDE, slug, language)
    return msgspec.json.decode(body, type=schema.Guide)


def _page_body(course_slug: str, digest: str, kind: str, slug: str, language: str) -> bytes:
    row = Page.objects.get(
        revision__course__slug=course_slug,
        revision__digest=digest,
        kind=kind,
        slug=slug,
        language=language,
    )
    return bytes(row.body)


@functools.lru_cache(maxsize=64)
def asset_digests(course_slug: str, digest: str) -> Mapping[str, str]:
    """Path in the course's folder → digest of the file's content."""
    rows = Asset.objects.filter(revision__course__slug=course_slug, revision__digest=digest)
    return dict(rows.values_list("path", "blob_id"))


def asset_content(course_slug: str, blob_digest: str, name: str) -> bytes | None:
    """The file of that name and content in any revision of the course; None where there is none."""
    if not Asset.objects.filter(
        revision__course__slug=course_slug, blob=blob_digest, path__endswith=f"/{name}"
    ).exists():
        return None
    return bytes(Blob.objects.values_list("content", flat=True).get(pk=blob_digest))


# --- learners ------------------------------------------------------------------------------------

nothing_done = LessonState()

# One statement, not one for each table: this is asked for with every lesson page.
lesson_state_sql = f"""
SELECT 'attempt', question, number, answer, "order", fraction, points, correct, seed, given
FROM lessons_attempt WHERE user_id = %s AND course = %s AND lesson = %s
UNION ALL SELECT 'hint', question, number, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM lessons_hintopened WHERE user_id = %s AND course = %s AND lesson = %s
UNION ALL SELECT 'read', '', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM lessons_lessonread WHERE user_id = %s AND course = %s AND lesson = %s
UNION ALL SELECT 'due', course || '/' || lesson || '/' || question, 2, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL
FROM lessons_reviewcard WHERE user_id = %s AND due_at < %s
UNION ALL SELECT 'reviewed', '', COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM lessons_reviewanswer WHERE user_id = %s AND at >= %s
UNION ALL {labs_sql}
UNION ALL {reading_sql}
ORDER BY 3
"""  # noqa: S608  # a constant put into a constant


def lesson_state(user: User | None, course_slug: str, lesson_slug: str) -> LessonState:
    """What `user` did in a lesson; nothing for a visitor."""
    if user is None:
        return nothing_done
    attempts: dict[str, tuple[Tried, ...]] = {}
    hints: dict[str, int] = {}
    labs: list[tuple[str, float, float | None]] = []
    notes: list[tuple[int, str, str]] = []
    due: list[tuple[str, str, str]] = []
    read, reviewed, place = False, 0, ""
    key = (user.pk, course_slug, lesson_slug)
    with connection.cursor() as cursor:
        time_of = connection.ops.adapt_datetimefield_value
        days = (user.pk, time_of(tomorrow()), user.pk, time_of(today()))
        cursor.execute(lesson_state_sql, (*key, *key, *key, *days, *key[:2], *key, *key))
        for kind, name, number, answer, order, fraction, points, correct, *by in cursor.fetchall():
            if kind == "attempt":
                tried = Tried(
                    number, strings(answer), strings(order), fraction, points, bool(correct), *by
                )
                attempts[name] = (*attempts.get(name, ()), tried)
            elif kind == "hint":
                hints[name] = max(number, hints.get(name, 0))
            elif kind == "lab":
                labs.append((name, fraction, points))
            elif kind == "note":
                notes.append((number, name, answer))
            elif kind == "place":
                place = name
            elif kind == "due":
                course, lesson, question = name.split("/")
                due.append((course, lesson, question))
            elif kind == "reviewed":
                reviewed = number
            else:
                read = True
    return LessonState(
        attempts,
        hints,
        read,
        labs_of_rows(labs),
        notes_of_rows(notes),
        place,
        tuple(due),
        reviewed,
    )


def strings(text: str) -> tuple[str, ...]:
    return tuple(str(each) for each in json.loads(text))


def lesson_progress(head: schema.LessonHead, state: LessonState) -> Progress:
    """Progress in one lesson from what was done in it."""
    best = {
        question: max(tried.points for tried in attempts)
        for question, attempts in state.attempts.items()
    }
    return progress_of(head, best, state.read)


def course_progress(user: User | None, course: schema.Course) -> dict[str, Progress]:
    """Progress by lesson of `course`, all lessons in it."""
    best: dict[str, dict[str, float]] = {}
    read: set[str] = set()
    if user is not None:
        rows = Attempt.objects.filter(user=user, course=course.slug)
        for lesson, question, points in rows.values_list("lesson", "question").annotate(
            best=Max("points")
        ):
            best.setdefault(lesson, {})[question] = points
        reads = LessonRead.objects.filter(user=user, course=course.slug)
        read = set(reads.values_list("lesson", flat=True))
    return {
        head.slug: progress_of(head, best.get(head.slug, {}), head.slug in read)
        for head in course.lessons
    }


def progress_of(head: schema.LessonHead, best: Mapping[str, float], read: bool) -> Progress:
    """Counts the questions that the lesson has now; a question may have become worth less.

    Of a pool count as many as are drawn from it, the best ones.
    """
    counted = [(min(best.get(key, 0), most), key in best) for key, most in head.questions.items()]
    possible = sum(head.questions.values())
    for draw in head.draws:
        worth = max((head.pooled.get(key, 0) for key in draw.questions), default=0)
        found = [(min(best.get(key, 0), worth), key in best) for key in draw.questions]
        counted += sorted(found, reverse=True)[: draw.count]
        possible += worth * min(draw.count, len(found))
    return Progress(
        earned=round(sum(points for points, _ in counted), 2),
        possible=possible,
        tried=sum(tried for _, tried in counted),
        questions=len(counted),
        read=read,
        open=tuple(key for key in head.questions if key not in best),
    )


def progress_sum(parts: Iterable[Progress]) -> Progress:
    """The progress of a course: of its lessons together; read when all are."""
    parts = list(parts)
    return Progress(
        earned=round(sum(part.earned for part in parts), 2),
        possible=sum(part.possible for part in parts),
        tried=sum(part.tried for part in parts),
        questions=sum(part.questions for part in parts),
        read=all(part.read for part in parts),
    )
