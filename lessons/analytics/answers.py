"""Reads learners' answers for statistics: of each learner the first or the last to a question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from django.db.models import QuerySet

from lessons.analytics.scope import Scope, of_scope, pooled
from lessons.analytics.statistics.analysis import Given
from lessons.models import Attempt, CourseTest
from virtlearn.people.models import User, teaching_roles

Population = Literal["first", "last"]
populations: tuple[Population, ...] = ("first", "last")
group_names = ("language", "device")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to one question, for its own page; `revision` is "" where that is gone."""

    user: int
    answer: tuple[str, ...]
    misconceptions: tuple[str, ...]
    correct: bool
    at: datetime
    revision: str


def attempts_of(course_slug: str, population: Population, scope: Scope) -> QuerySet[Attempt]:
    """A learner's later rows come after the earlier ones; of those who teach there are some too."""
    rows = of_scope(Attempt.objects.filter(course=course_slug), scope)
    return rows.filter(number=1) if population == "first" else rows.order_by("number")


def teachers() -> frozenset[int]:
    """Whose answers do not count: few, so that their rows are not joined to find that out."""
    return frozenset(User.objects.filter(role__in=teaching_roles).values_list("pk", flat=True))


def given_of(
    course_slug: str, population: Population, lesson: str = "", scope: Scope = pooled
) -> dict[str, dict[str, dict[int, Given]]]:
    """Lesson → question → learner → answer, of the course or of one `lesson`; two statements."""
    rows = attempts_of(course_slug, population, scope)
    if lesson:
        rows = rows.filter(lesson=lesson)
    apart = teachers()
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    found: dict[str, dict[str, dict[int, Given]]] = {}
    fields = ("lesson", "question", "user_id", "fraction", "digest", "language", "device")
    for slug, question, user, fraction, digest, language, device in rows.values_list(
        *fields
    ).iterator(5000):
        if user in apart:
            continue
        group = (language, device)
        given = Given(fraction, digest, alike.setdefault(group, group))
        found.setdefault(slug, {}).setdefault(question, {})[user] = given
    return found


def sent_of(
    course_slug: str, population: Population, lesson: str, question: str, scope: Scope = pooled
) -> dict[str, dict[int, Sent]]:
    """Digest → learner → answer, of one question in all its series; two statements."""
    apart = teachers()
    rows = attempts_of(course_slug, population, scope).filter(lesson=lesson, question=question)
    latest: dict[int, tuple[str, Sent]] = {}
    fields = ("user_id", "digest", "answer", "misconceptions", "correct", "at", "revision__digest")
    for user, digest, answer, misconceptions, correct, at, revision in rows.values_list(*fields):
        if user in apart:
            continue
        latest[user] = (
            digest,
            Sent(
                user=user,
                answer=tuple(map(str, answer)),
                misconceptions=tuple(misconceptions),
                correct=correct,
                at=at,
                revision=revision or "",
            ),
        )
    found: dict[str, dict[int, Sent]] = {}
    for digest, sent in latest.values():
        found.setdefault(digest, {})[sent.user] = sent
    return found


def tests_of(
    course_slug: str, population: Population, scope: Scope
) -> dict[str, tuple[dict[str, dict[int, Given]], dict[int, float]]]:
    """Kind of test → ("lesson.question" → learner → answer, learner → share); one statement."""
    rows = of_scope(CourseTest.objects.filter(course=course_slug), scope)
    rows = rows.exclude(user__role__in=teaching_roles)
    rows = rows.filter(number=1) if population == "first" else rows.order_by("number")
    latest: dict[tuple[str, int], tuple[list[dict[str, Any]], float]] = {}
    for kind, user, items, share in rows.values_list("kind", "user_id", "items", "share"):
        latest[kind, user] = (items, share)
    found: dict[str, tuple[dict[str, dict[int, Given]], dict[int, float]]] = {}
    for (kind, user), (items, share) in latest.items():
        answers, shares = found.setdefault(kind, ({}, {}))
        shares[user] = share
        for item in items:
            name = f"{item['lesson']}.{item['question']}"
            answers.setdefault(name, {})[user] = Given(float(item.get("fraction", 0)), "")
    return found


def revision_latest(sent: Mapping[int, Sent]) -> str:
    """The revision of the newest answer that still has one; "" where none has."""
    kept = [each for each in sent.values() if each.revision]
    return max(kept, key=lambda each: each.at).revision if kept else ""
