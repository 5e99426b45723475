"""Which questions have answers to be graded again, and what grading those of one would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import msgspec
from django.db.models import Count, Q

from lessons.assessment import question_bank
from lessons.models import AssignmentItem, KeptGrade, Regrade, RegradedAttempt, RegradedTest
from lessons.quizzes.regrading import Change, Mode, change_in
from lessons.regrades.answers import (
    Forms,
    Key,
    Line,
    Scope,
    attempts_of,
    differ,
    lines_of,
    revisions_of,
    tests_of,
    worth_the_same,
)
from virtlearn.core.content_digest import content_digest


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What grading the answers to one question again would do; `seen` is a digest of all that it
    rests on, so that what is done is what was looked at."""

    key: Key
    forms: Forms
    asked: Forms  # as it was asked last, where that was otherwise and a revision still has it
    change: Change
    lines: Sequence[Line]
    seen: str


class Counts(msgspec.Struct, frozen=True):
    """Of answers: how many would have more, less and the same, and cannot be graded again."""

    up: int = 0
    down: int = 0
    same: int = 0
    unfit: int = 0


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answers the question of now grades otherwise, or not at all."""

    key: Key
    counts: Counts


class Hidden(msgspec.Struct, frozen=True):
    """Answers to a question that is not asked any more: kept, and neither shown nor counted."""

    key: Key
    answers: int


def plan_of(scope: Scope, key: Key) -> Plan | None:
    """None where the question is not asked now, or nobody has answered it."""
    forms = scope.question(key)
    lines = lines_of(scope, [key]).get(key, ()) if forms else ()
    if not lines:
        return None
    last = newest(scope, key)
    rows = [
        [each.kind, each.pk, each.before, each.again.points, str(each.again.unfit), each.full]
        for each in lines
    ]
    whose = scope.in_class.pk if scope.in_class else 0
    asked, change = asked_before(scope, key)
    return Plan(
        key=key,
        forms=forms,
        asked=asked,
        change=change,
        lines=lines,
        seen=content_digest(
            [scope.course.slug, whose, *key, scope.digest(key), last.pk if last else 0, rows]
        ),
    )


def asked_before(scope: Scope, key: Key) -> tuple[Forms, Change]:
    """The newest other form that answers were given to, and how it differs from that of now."""
    now = scope.question(key)
    rows = attempts_of(scope).filter(lesson=key[0], question=key[1], revision__isnull=False)
    digests = set(rows.order_by().values_list("revision__digest", flat=True))
    if tests_of(scope).exists():
        digests |= {digest for _at, digest in revisions_of(scope)}
    for _at, digest in revisions_of(scope):
        forms = question_bank.question_in(scope.course.slug, digest, *key)
        if digest not in digests or not forms or forms == now:
            continue
        found = [change_in(forms[each], now[each]) for each in forms if each in now]
        change = max(found, key=list(Change).index, default=Change.SAME)
        if change != Change.SAME:
            return forms, change
    return {}, Change.SAME


def counts_of(lines: Sequence[Line], mode: Mode) -> Counts:
    fit = [each for each in lines if each.again.unfit is None or mode == Mode.FULL]
    up = sum(
        differ(each.after(mode), each.before) and each.after(mode) > each.before for each in fit
    )
    down = sum(
        differ(each.after(mode), each.before) and each.after(mode) < each.before for each in fit
    )
    return Counts(up, down, len(fit) - up - down, len(lines) - len(fit))


def overview(scope: Scope) -> tuple[Sequence[Pending], Sequence[Hidden]]:
    """The questions with something to be graded again, and those that are not asked any more, in
    the order of the course."""
    suspects, gone = suspects_of(scope)
    lines = lines_of(scope, suspects) if suspects else {}
    settled = settled_in(scope, suspects) if suspects else {}
    found = []
    for key in suspects:
        own = settled.get((key, scope.digest(key)), set())
        left = [each for each in lines.get(key, ()) if (each.kind, each.pk) not in own]
        if any(each.pending for each in left):
            found.append(Pending(key=key, counts=counts_of(lines[key], Mode.REPLACE)))
    return found, gone


def suspects_of(scope: Scope) -> tuple[Sequence[Key], Sequence[Hidden]]:
    """Questions that were asked otherwise, by what it takes to answer them; and those that are gone
    with how many answers."""
    rows = attempts_of(scope).order_by().values_list("lesson", "question", "revision__digest")
    changed: set[Key] = set()
    gone: dict[Key, int] = defaultdict(int)
    for lesson, question, digest, count in rows.annotate(count=Count("pk")):
        key = lesson, question
        now = scope.question(key)
        if not now:
            gone[key] += count
        elif digest is None or is_other(scope, key, digest, now):
            changed.add(key)
    asked = {
        (item["lesson"], item["question"])
        for items in tests_of(scope).values_list("items", flat=True)
        for item in items
    }
    for key in asked - changed:
        if (now := scope.question(key)) and any(
            is_other(scope, key, digest, now) for _at, digest in revisions_of(scope)
        ):
            changed.add(key)
    places = {head.slug: at for at, head in enumerate(scope.published.course.lessons)}

    def place(key: Key) -> tuple[int, str, int]:
        names = list(question_bank.questions_of(scope.published, key[0]))
        return (
            places.get(key[0], len(places)),
            key[0],
            names.index(key[1]) if key[1] in names else -1,
        )

    return (
        sorted(changed, key=place),
        [Hidden(key, gone[key]) for key in sorted(gone)],
    )


def is_other(scope: Scope, key: Key, digest: str, now: Forms) -> bool:
    """Whether answers of that revision may be worth something else now. Where the revision has no
    such question, or cannot be shown, nobody knows: that counts for answers, which were given."""
    forms = question_bank.question_in(scope.course.slug, digest, *key)
    if not forms:
        return True
    return any(
        each not in now
        or (forms[each] != now[each] and change_in(forms[each], now[each]) not in worth_the_same)
        for each in forms
    )


def settled_in(
    scope: Scope, keys: Collection[Key]
) -> Mapping[tuple[Key, str], set[tuple[str, int]]]:
    """Answers that a regrade in force has graded, by question and the digest of its form."""
    found: dict[tuple[Key, str], set[tuple[str, int]]] = defaultdict(set)
    for model, kind in ((RegradedAttempt, "attempt"), (RegradedTest, "test")):
        rows = model._default_manager.filter(
            scope.layer.counting,
            regrade__course=scope.course,
            regrade__lesson__in={lesson for lesson, _ in keys},
        )
        for lesson, question, digest, pk in rows.values_list(
            "regrade__lesson", "regrade__question", "regrade__digest", kind
        ):
            found[(lesson, question), digest].add((kind, pk))
    return found


def regrades_of(scope: Scope) -> Sequence[Regrade]:
    """All that were made in the class, or for the whole course, the newest first."""
    rows = Regrade.objects.filter(course=scope.course, in_class=scope.in_class)
    return list(rows.select_related("by", "undone_by").order_by("-pk"))


def newest(scope: Scope, key: Key) -> Regrade | None:
    """The latest in force of the question."""
    rows = Regrade.objects.filter(
        course=scope.course,
        in_class=scope.in_class,
        lesson=key[0],
        question=key[1],
        undone_at=None,
    )
    return rows.order_by("-pk").first()


def kept_counted(scope: Scope, key: Key) -> int:
    """How many erased accounts have a grade that may rest on answers to the question.

    They are not graded again: what they had answered was erased with them.
    """
    lesson, question = key
    items = AssignmentItem.objects.filter(
        Q(kind=AssignmentItem.Kind.LESSON, lesson=lesson)
        | Q(kind=AssignmentItem.Kind.QUESTION, lesson=lesson, ref=question)
        | Q(kind=AssignmentItem.Kind.TEST),
        assignment__deleted_at=None,
    )
    rows = KeptGrade.objects.filter(
        learner__in_class__course=scope.course,
        status__in=["submitted", "late"],
        assignment__in=items.values("assignment"),
    )
    if scope.in_class is not None:
        rows = rows.filter(learner__in_class=scope.in_class)
    return rows.values("learner").distinct().count()
