"""Grades stored answers again, and undoes that. Nothing that was stored is overwritten."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lessons.models import Class, Course, Regrade, RegradedAttempt, RegradedTest, Revision
from lessons.quizzes.regrading import Mode
from lessons.regrades.answers import Key, Line, Scope, differ
from lessons.regrades.refusal import RegradeCode
from lessons.regrades.selectors import newest, plan_of
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


@transaction.atomic
def regrade_apply(  # noqa: PLR0913
    *, scope: Scope, key: Key, mode: Mode, reason: str, by: User, seen: str
) -> Regrade:
    """`seen` is what the plan said that was looked at. Raises RefusedError where it is another one
    now, or no points would change."""
    lock(scope)
    plan = plan_of(scope, key)
    if plan is None or plan.seen != seen:
        raise RefusedError(RegradeCode.CHANGED)
    if not any(differ(each.after(mode), each.before) for each in plan.lines):
        raise RefusedError(RegradeCode.NOTHING)
    made = Regrade.objects.create(
        course=scope.course,
        in_class=scope.in_class,
        lesson=key[0],
        question=key[1],
        revision=Revision.objects.filter(
            course=scope.course, digest=scope.published.digest
        ).first(),
        digest=scope.digest(key),
        mode=str(mode),
        reason=reason,
        by=by,
    )
    RegradedAttempt.objects.bulk_create(
        [
            RegradedAttempt(
                regrade=made,
                attempt_id=each.pk,
                before=each.before,
                after=each.after(mode),
                unfit=each.again.unfit or "",
            )
            for each in plan.lines
            if each.kind == "attempt"
        ],
        batch_size=500,
    )
    RegradedTest.objects.bulk_create(
        [
            RegradedTest(
                regrade=made,
                test_id=each.pk,
                before=share_of(each, each.before),
                after=share_of(each, each.after(mode)),
                unfit=each.again.unfit or "",
            )
            for each in plan.lines
            if each.kind == "test"
        ],
        batch_size=500,
    )
    audit_record(action=AuditAction.REGRADED, actor=by, detail=detail_of(made))
    return made


@transaction.atomic
def regrade_undo(*, scope: Scope, regrade: Regrade, by: User) -> None:
    """What was in force before it is so again. Raises RefusedError where it was undone already, or
    a later one stands above it."""
    lock(scope)
    last = newest(scope, (regrade.lesson, regrade.question))
    if last is not None and last.pk > regrade.pk:
        raise RefusedError(RegradeCode.NOT_LAST)
    rows = Regrade.objects.filter(pk=regrade.pk, undone_at=None)
    if not rows.update(undone_at=timezone.now(), undone_by=by):
        raise RefusedError(RegradeCode.UNDONE)
    audit_record(action=AuditAction.REGRADE_UNDONE, actor=by, detail=detail_of(regrade))


def lock(scope: Scope) -> None:
    """One regrade after another, in a class or for the course."""
    if scope.in_class is not None:
        Class.objects.select_for_update().get(pk=scope.in_class.pk)
    else:
        Course.objects.select_for_update().get(pk=scope.course.pk)


def share_of(line: Line, points: float) -> float:
    """Points of an answer in a test as the share of what its question gives there."""
    return min(1.0, max(0.0, points / line.full)) if line.full else 0.0


def detail_of(regrade: Regrade) -> str:
    where = f"class {regrade.in_class_id}" if regrade.in_class_id else regrade.course.slug
    return f"{where}: {regrade.lesson}/{regrade.question}"[:150]
