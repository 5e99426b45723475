"""Reads stored answers to a question with what each would be worth by the question as it is now."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from django.db.models import Q, QuerySet

from lessons.assessment import question_bank
from lessons.exams.scoring import Answered
from lessons.models import AssignmentWork, Attempt, Class, Course, CourseTest, HintOpened
from lessons.progress.points import Layer, attempts_regraded, tests_regraded
from lessons.publishing.selectors import Published
from lessons.quizzes.attempt import Gained, nothing_gained
from lessons.quizzes.registry import Question
from lessons.quizzes.regrading import (
    Change,
    Mode,
    Regraded,
    Sent,
    Unfit,
    change_in,
    outcome,
    regrade,
)

Key = tuple[str, str]  # lesson and question
Forms = Mapping[str, Question]  # by language
worth_the_same = frozenset({Change.SAME, Change.TEXT})
revisions_most = 30  # in which a test is looked for, the newest before it


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Whose answers: those for the assignments of a class, or all of the course. `published` is the
    revision that they are graded by."""

    course: Course
    published: Published
    in_class: Class | None = None

    @property
    def layer(self) -> Layer:
        return Layer(in_class=self.in_class.pk if self.in_class else None)

    def question(self, key: Key) -> Forms:
        """As it is asked now; empty where it is not any more."""
        return question_bank.question_in(self.course.slug, self.published.digest, *key)

    def digest(self, key: Key) -> str:
        return question_bank.digest_of(self.course.slug, self.published.digest, *key)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: `before` it has these points, `again` says what it would have, `full` is all that
    the question gives. `counted` where it is more than practice."""

    kind: Literal["attempt", "test"]
    pk: int
    user: int
    before: float
    again: Regraded
    full: float
    counted: bool = True

    def after(self, mode: Mode) -> float:
        return outcome(mode, self.before, self.again, self.full)

    @property
    def pending(self) -> bool:
        """Whether grading it again says something else than what is in force."""
        return self.again.unfit is not None or differ(self.before, self.again.points)


def differ(one: float, other: float) -> bool:
    return abs(one - other) > 1e-9


def attempts_of(scope: Scope) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(course=scope.course.slug)
    if scope.in_class is None:
        return rows
    return rows.filter(pk__in=work_of(scope.in_class).values("attempt"))


def tests_of(scope: Scope) -> QuerySet[CourseTest]:
    rows = CourseTest.objects.filter(course=scope.course.slug)
    if scope.in_class is None:
        return rows
    return rows.filter(pk__in=work_of(scope.in_class).values("test"))


def work_of(row: Class) -> QuerySet[AssignmentWork]:
    return AssignmentWork.objects.filter(
        assignment__in_class=row, assignment__deleted_at=None
    ).order_by()


def lines_of(scope: Scope, keys: Collection[Key]) -> Mapping[Key, Sequence[Line]]:
    """All answers to these questions, by learner, in the order in which they were sent."""
    found: dict[Key, list[Line]] = defaultdict(list)
    for key, line in [*attempt_lines(scope, keys), *test_lines(scope, keys)]:
        found[key].append(line)
    return {key: sorted(lines, key=lambda each: each.user) for key, lines in found.items()}


def about(keys: Collection[Key]) -> Q:
    """Rows of these questions, and of others of their lessons with such names."""
    return Q(lesson__in={lesson for lesson, _ in keys}, question__in={name for _, name in keys})


def attempt_lines(scope: Scope, keys: Collection[Key]) -> list[tuple[Key, Line]]:
    """What an attempt adds hangs on those before it, so that all of a learner's are read, also
    those that are not the class's."""
    rows = attempts_of(scope).filter(about(keys))
    asked_for = set(rows.values_list("pk", flat=True))
    learners_rows = Attempt.objects.filter(
        about(keys), course=scope.course.slug, user__in=rows.values("user")
    )
    again = attempts_regraded(scope.layer, rows.values("pk"))
    hints = hints_of(scope, keys)
    counted = counted_in(scope, "attempt")
    gained: dict[tuple[int, Key], Gained] = {}
    found = []
    for row in (
        learners_rows.select_related("revision").defer("revision__head").order_by("number", "pk")
    ):
        key = row.lesson, row.question
        if key not in keys or not (now := scope.question(key)):
            continue
        opened = bisect_right(hints.get((row.user_id, *key), []), row.at)
        form = now.get(row.language)
        before = gained.get((row.user_id, key), nothing_gained)
        graded = attempt_again(scope, row, form, opened, before)
        held = row if graded.unfit else graded
        gained[row.user_id, key] = Gained(
            max(before.fraction, held.fraction), max(before.points, held.points)
        )
        if row.pk not in asked_for:
            continue
        line = Line(
            kind="attempt",
            pk=row.pk,
            user=row.user_id,
            before=again[row.pk].after if row.pk in again else row.points,
            again=graded,
            full=(form or next(iter(now.values()))).points,
            counted=counted is None or row.pk in counted,
        )
        found.append((key, line))
    return found


def attempt_again(
    scope: Scope, row: Attempt, form: Question | None, hints: int, before: Gained
) -> Regraded:
    """`before` is what the learner's earlier attempts come to. What the row was graded as stays
    where the question differs in its words at most."""
    if form is None:
        return Regraded(unfit=Unfit.LANGUAGE)
    key = row.lesson, row.question
    asked = asked_in(scope, row, key)
    if asked == form or (asked and change_in(asked, form) in worth_the_same):
        return Regraded(points=row.points, fraction=row.fraction)
    sent = Sent(
        answer=tuple(row.answer),
        order=tuple(row.order),
        seed=row.seed,
        given=row.given,
        number=row.number,
        hints=hints,
        before=before,
    )
    return regrade(sent, form, [asked] if asked else [])


def asked_in(scope: Scope, row: Attempt, key: Key) -> Question | None:
    """The question as it was asked; None where no revision says it any more."""
    if row.revision is not None:
        forms = question_bank.question_in(scope.course.slug, row.revision.digest, *key)
        if row.language in forms:
            return forms[row.language]
    if row.digest and row.digest == scope.digest(key):
        return scope.question(key).get(row.language)
    return None


def hints_of(
    scope: Scope, keys: Collection[Key]
) -> Mapping[tuple[int, str, str], Sequence[datetime]]:
    """When each learner opened hints, by learner, lesson and question."""
    rows = HintOpened.objects.filter(about(keys), course=scope.course.slug)
    found: dict[tuple[int, str, str], list[datetime]] = defaultdict(list)
    for user, lesson, question, at in rows.order_by("at").values_list(
        "user", "lesson", "question", "at"
    ):
        found[user, lesson, question].append(at)
    return found


def counted_in(scope: Scope, column: Literal["attempt", "test"]) -> set[int] | None:
    """What counts in the class; None where all does."""
    if scope.in_class is None:
        return None
    rows = work_of(scope.in_class).filter(counted=True, **{f"{column}__isnull": False})
    return set(rows.values_list(column, flat=True))


def test_lines(scope: Scope, keys: Collection[Key]) -> list[tuple[Key, Line]]:
    """Of a test the weight of each question stays as it was sent; what was left open stays open."""
    tests = tests_of(scope)
    again = tests_regraded(scope.layer, tests.values("pk"))
    counted = counted_in(scope, "test")
    revisions = revisions_of(scope)
    found = []
    for row in tests.order_by("pk"):
        for item in msgspec.convert(row.items, list[Answered]):
            key = item.lesson, item.question
            if key not in keys or not any(item.answer) or not (now := scope.question(key)):
                continue
            share = again.get(row.pk, {}).get(key)
            graded = item_again(scope, item, now, [d for at, d in revisions if at <= row.at])
            line = Line(
                kind="test",
                pk=row.pk,
                user=row.user_id,
                before=item.points * (share.after if share else item.fraction),
                again=msgspec.structs.replace(graded, points=item.points * graded.fraction),
                full=item.points,
                counted=counted is None or row.pk in counted,
            )
            found.append((key, line))
    return found


def revisions_of(scope: Scope) -> Sequence[tuple[datetime, str]]:
    """When each was published, the newest first."""
    rows = scope.course.revisions.filter(unpublished=False).order_by("-published_at", "-pk")
    return list(rows.values_list("published_at", "digest")[:revisions_most])


def item_again(scope: Scope, item: Answered, now: Forms, revisions: Sequence[str]) -> Regraded:
    """A test doesn't say its revision: what was asked is what all revisions before it agree on.

    Where it does not say the language either, as those of earlier versions, the one counts that
    gives most.
    """
    key = item.lesson, item.question
    if item.language and item.language not in now:
        return Regraded(unfit=Unfit.LANGUAGE)
    answered_in = {item.language: now[item.language]} if item.language else now
    forms = [question_bank.question_in(scope.course.slug, each, *key) for each in revisions]
    found = []
    for language, form in answered_in.items():
        asked = [each[language] for each in forms if language in each]
        if asked and all(each == form or change_in(each, form) in worth_the_same for each in asked):
            found.append(Regraded(fraction=item.fraction))
            continue
        once = msgspec.structs.replace(form, attempts=1, hints=())
        sent = Sent(answer=item.answer, order=item.order, seed=item.seed)
        found.append(regrade(sent, once, asked))
    return max(found, key=lambda each: (each.unfit is None, each.fraction))
