"""Reads a learner's progress in lessons and courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from django.db.models import Max

from lessons.document import schema
from lessons.models import Attempt, LessonRead
from lessons.progress.points import attempt_points
from lessons.quizzes.attempt import Tried
from virtlearn.people.models import User


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
