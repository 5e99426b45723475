"""Reads a learner's progress in lessons, courses and their labs: what is done, and points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec
from django.db import connection
from django.db.models import Max

from labs.spec.definition import LabSpec
from lessons.document import schema
from lessons.models import Attempt, LessonRead
from lessons.progress.points import attempt_points
from lessons.progress.rows import Row, rows_sql
from lessons.quizzes.attempt import Tried
from virtlearn.people.models import User

# One row a task that was done, with its best points; one with an empty task for the lab itself,
# and in `fraction` whether its machines run. lessons.reading.state asks for it with other things.
labs_sql = rows_sql(
    "lab",
    "labs_labsession s"
    " LEFT JOIN labs_taskresult r ON r.session_id = s.id AND r.passed_at IS NOT NULL"
    " WHERE s.user_id = %(user)s AND s.course = %(course)s GROUP BY s.lab, COALESCE(r.task, '')",
    name="s.lab || '/' || COALESCE(r.task, '')",
    number="0",
    fraction="MAX(CASE WHEN s.state IN ('starting', 'ready') THEN 1.0 ELSE 0.0 END)",
    points="MAX(r.points)",
)


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


class LabDone(msgspec.Struct, frozen=True):
    """What a learner did in one lab: the best points of each task done; whether machines run."""

    points: tuple[tuple[str, float], ...] = ()
    running: bool = False


class LabProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far that is in the lab as it is now."""

    done: int = 0
    tasks: int = 0
    earned: float = 0
    possible: float = 0
    running: bool = False

    @property
    def begun(self) -> bool:
        return self.running or self.done > 0

    @property
    def finished(self) -> bool:
        return 0 < self.tasks == self.done


def lesson_progress(
    head: schema.LessonHead, attempts: Mapping[str, tuple[Tried, ...]], *, read: bool
) -> Progress:
    """Progress in one lesson from the attempts at its questions."""
    best = {question: max(tried.points for tried in tries) for question, tries in attempts.items()}
    return progress_of(head, best, read)


def course_progress(user: User | None, course: schema.Course) -> dict[str, Progress]:
    """Progress by lesson of `course`, all lessons in it."""
    best: dict[str, dict[str, float]] = {}
    read: set[str] = set()
    if user is not None:
        rows = Attempt.objects.filter(user=user, course=course.slug)
        for lesson, question, points in rows.values_list("lesson", "question").annotate(
            best=Max(attempt_points())
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


def lab_progress(spec: LabSpec, done: LabDone) -> LabProgress:
    """Counts the tasks that the lab has now; one may have become worth less."""
    best = dict(done.points)
    earned = [min(best[task.id], spec.task_points) for task in spec.tasks if task.id in best]
    return LabProgress(
        done=len(earned),
        tasks=len(spec.tasks),
        earned=round(sum(earned), 2),
        possible=spec.points,
        running=done.running,
    )


def labs_of_rows(rows: Iterable[Row]) -> dict[str, LabDone]:
    """By lab, from the rows of `labs_sql`."""
    found: dict[str, LabDone] = {}
    for row in sorted(rows, key=attrgetter("name")):
        lab, _, task = row.name.partition("/")
        before = found.get(lab, LabDone())
        passed = ((task, row.points or 0.0),) if task else ()
        found[lab] = LabDone((*before.points, *passed), before.running or bool(row.fraction))
    return found


def labs_done(user: User | None, course_slug: str) -> dict[str, LabDone]:
    """What `user` did in each lab of a course that they have opened."""
    if user is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(labs_sql, {"user": user.pk, "course": course_slug})
        return labs_of_rows(map(Row._make, cursor.fetchall()))
