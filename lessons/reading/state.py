"""Reads all that one learner did in one lesson, in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec
from django.db import connection

from lessons.notes.rows import NoteKept, notes_of_rows, reading_sql
from lessons.progress.labs import LabDone, labs_of_rows, labs_sql
from lessons.quizzes.attempt import Tried
from virtlearn.core.days import today, tomorrow
from virtlearn.people.models import User

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


nothing_done = LessonState()


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
