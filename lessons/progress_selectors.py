"""Reads: what a learner did in a lesson and in a course, and how far that brings them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import msgspec
from django.db import connection
from django.db.models import Max

from lessons.days import today, tomorrow
from lessons.document import schema
from lessons.lab_progress import LabDone, labs_of_rows, labs_sql
from lessons.models import Attempt, LessonRead
from lessons.quizzes.base import Answer
from lessons.reading_rows import NoteKept, notes_of_rows, reading_sql
from virtlearn.people.models import User


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
