"""Reads all that one learner did in one lesson, in one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import connection

from lessons.notes.rows import NoteKept, notes_of_rows, notes_sql, place_sql
from lessons.progress.labs import LabDone, labs_of_rows, labs_sql
from lessons.progress.points import points_sql
from lessons.progress.rows import Row, rows_sql
from lessons.quizzes.attempt import Tried
from virtlearn.core.days import today, tomorrow
from virtlearn.people.models import User

in_lesson = "user_id = %(user)s AND course = %(course)s AND lesson = %(lesson)s"
# One statement, not one for each table: this is asked for with every lesson page, and selectors of
# the ORM take thirty times as long (docs/decisions/0020-reading.md).
lesson_state_sql = " UNION ALL ".join(
    [
        rows_sql(
            "attempt",
            f"lessons_attempt WHERE {in_lesson}",
            name="question",
            number="number",
            answer="answer",
            order='"order"',
            fraction="fraction",
            points=points_sql,
            correct="correct",
            seed="seed",
            given="given",
        ),
        rows_sql("hint", f"lessons_hintopened WHERE {in_lesson}", name="question", number="number"),
        rows_sql("read", f"lessons_lessonread WHERE {in_lesson}", name="''", number="1"),
        rows_sql(
            "due",
            "lessons_reviewcard WHERE user_id = %(user)s AND due_at < %(tomorrow)s",
            name="course || '/' || lesson || '/' || question",
            number="2",
        ),
        rows_sql(
            "reviewed",
            "lessons_reviewanswer WHERE user_id = %(user)s AND at >= %(today)s",
            name="''",
            number="COUNT(*)",
        ),
        rows_sql(
            "class",
            "lessons_membership WHERE user_id = %(user)s AND state IN ('invited', 'joined')",
            name="''",
            number="COUNT(*)",
        ),
        labs_sql,
        rows_sql(
            "measured",
            "labs_measurement WHERE user_id = %(user)s AND course = %(course)s GROUP BY lab, key",
            name="lab || '/' || key",
            number="0",
        ),
        notes_sql,
        place_sql,
    ]
)
lesson_state_sql += f" ORDER BY {Row._fields.index('number') + 1}"


class LessonState(msgspec.Struct, frozen=True):
    """All that one learner did in one lesson, and in the course's labs; attempts in order.

    `place` is the section that they left off at.
    """

    attempts: Mapping[str, tuple[Tried, ...]] = {}
    hints: Mapping[str, int] = {}
    read: bool = False
    labs: Mapping[str, LabDone] = {}
    measured: frozenset[tuple[str, str]] = frozenset()  # lab and key of figures
    notes: tuple[NoteKept, ...] = ()
    place: str = ""
    due: tuple[tuple[str, str, str], ...] = ()  # review: course, lesson, question of what is due
    reviewed: int = 0  # today
    classes: bool = False  # whether the learner is in a class, or invited by name


nothing_done = LessonState()


def lesson_state(user: User | None, course_slug: str, lesson_slug: str) -> LessonState:
    """What `user` did in a lesson; nothing for a visitor."""
    if user is None:
        return nothing_done
    time_of = connection.ops.adapt_datetimefield_value
    asked: dict[str, Any] = {
        "user": user.pk,
        "course": course_slug,
        "lesson": lesson_slug,
        "today": time_of(today()),
        "tomorrow": time_of(tomorrow()),
    }
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(lesson_state_sql, asked)
        for row in map(Row._make, cursor.fetchall()):
            rows[row.kind].append(row)
    return LessonState(
        attempts=attempts_of_rows(rows["attempt"]),
        hints={row.name: row.number for row in rows["hint"]},  # in order: the highest stays
        read=bool(rows["read"]),
        labs=labs_of_rows(rows["lab"]),
        measured=frozenset(measured_key(row.name) for row in rows["measured"]),
        notes=notes_of_rows(rows["note"]),
        place=next((row.name for row in rows["place"]), ""),
        due=tuple((each[0], each[1], each[2]) for each in (r.name.split("/") for r in rows["due"])),
        reviewed=rows["reviewed"][0].number,
        classes=rows["class"][0].number > 0,
    )


def attempts_of_rows(rows: Iterable[Row]) -> dict[str, tuple[Tried, ...]]:
    """By question, in the order of `rows`."""
    found: dict[str, tuple[Tried, ...]] = {}
    for row in rows:
        tried = Tried(
            number=row.number,
            answer=strings(row.answer),
            order=strings(row.order),
            fraction=row.fraction,
            points=row.points,
            correct=bool(row.correct),
            seed=row.seed,
            given=row.given,
        )
        found[row.name] = (*found.get(row.name, ()), tried)
    return found


def measured_key(name: str) -> tuple[str, str]:
    lab, _, key = name.partition("/")
    return lab, key


def strings(text: str) -> tuple[str, ...]:
    return tuple(str(each) for each in json.loads(text))
