"""Writes assignments: made, changed, copied, deleted and fetched back; exceptions; starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.assignments import selectors
from lessons.assignments.access.kept import (
    in_zone,
    instants_of,
    kept_of,
    patch_read,
    rule_read,
    zones_of,
)
from lessons.assignments.access.rule import Rule
from lessons.assignments.entry import entry_check, honour_digest
from lessons.assignments.refusal import AssignmentCode
from lessons.models import (
    Assignment,
    AssignmentItem,
    AssignmentStart,
    CalendarFeed,
    Class,
    Membership,
)
from lessons.models.reading import token_new
from lessons.publishing.selectors import current_forget
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, as `AssignmentItem` keeps it."""

    kind: str
    lesson: str = ""
    ref: str = ""
    tasks: tuple[str, ...] = ()


@transaction.atomic
def assignment_create(  # noqa: PLR0913
    *,
    row: Class,
    by: User,
    title: str,
    rule: Rule,
    items: Sequence[Item],
    note: str = "",
    group_set: int | None = None,
) -> Assignment:
    """`group_set`: in whose groups its labs are done, a set of that class."""
    made = Assignment.objects.create(
        in_class=row,
        title=title,
        note=note,
        created_by=by,
        rule=kept_of(rule),
        group_set_id=group_set,
        **msgspec.structs.asdict(instants_of(rule)),
    )
    items_set(made, items)
    transaction.on_commit(current_forget)
    audit_record(action=AuditAction.ASSIGNMENT_MADE, actor=by, detail=detail_of(made))
    return made


@transaction.atomic
def assignment_change(  # noqa: PLR0913
    *,
    assignment: Assignment,
    by: User,
    title: str,
    rule: Rule,
    items: Sequence[Item],
    note: str = "",
    group_set: int | None = None,
) -> None:
    """Starts that run go by the new rule at once; work that was taken keeps its credit."""
    Assignment.objects.filter(pk=assignment.pk).update(
        title=title,
        note=note,
        rule=kept_of(rule),
        group_set=group_set,
        changed_at=timezone.now(),
        **msgspec.structs.asdict(instants_of(rule)),
    )
    items_set(assignment, items)
    transaction.on_commit(current_forget)
    audit_record(action=AuditAction.ASSIGNMENT_CHANGED, actor=by, detail=detail_of(assignment))


def items_set(assignment: Assignment, items: Sequence[Item]) -> None:
    """What stays keeps its row, since work hangs on it."""
    kept = {(each.kind, each.lesson, each.ref): each for each in assignment.items.all()}
    for position, item in enumerate(items):
        AssignmentItem.objects.update_or_create(
            assignment=assignment,
            kind=item.kind,
            lesson=item.lesson,
            ref=item.ref,
            defaults={"position": position, "tasks": list(item.tasks)},
        )
        kept.pop((item.kind, item.lesson, item.ref), None)
    assignment.items.filter(pk__in=[each.pk for each in kept.values()]).delete()


def assignment_copy(*, assignment: Assignment, by: User, title: str) -> Assignment:
    """The rule and the items; exceptions and work stay with the original."""
    items = [
        Item(kind=each.kind, lesson=each.lesson, ref=each.ref, tasks=tuple(each.tasks))
        for each in assignment.items.all()
    ]
    return assignment_create(
        row=assignment.in_class,
        by=by,
        title=title,
        rule=rule_read(assignment.rule),
        items=items,
        note=assignment.note,
        group_set=assignment.group_set_id,
    )


def assignment_delete(*, assignment: Assignment, by: User) -> None:
    """It and its work can be fetched back."""
    rows = Assignment.objects.filter(pk=assignment.pk, deleted_at=None)
    if rows.update(deleted_at=timezone.now()):
        audit_record(action=AuditAction.ASSIGNMENT_DELETED, actor=by, detail=detail_of(assignment))


def assignment_fetch_back(*, assignment: Assignment, by: User) -> None:
    rows = Assignment.objects.filter(pk=assignment.pk).exclude(deleted_at=None)
    if rows.update(deleted_at=None):
        current_forget()
        audit_record(action=AuditAction.ASSIGNMENT_CHANGED, actor=by, detail=detail_of(assignment))


@transaction.atomic
def assignments_rezone(*, row: Class, zone: str) -> int:
    """Gives all times of the class's assignments the zone, with the same wall clocks; how many
    assignments that changed. Instants are computed again, by the zones' laws as they are now."""
    changed = 0
    for assignment in row.assignments.prefetch_related("overrides"):
        for override in assignment.overrides.all():
            override.patch = kept_of(patch_read(in_zone(override.patch, zone)))
            override.save(update_fields=["patch"])
        rule = rule_read(in_zone(assignment.rule, zone))
        changed += zones_of(assignment.rule) - {zone} != set()
        Assignment.objects.filter(pk=assignment.pk).update(
            rule=kept_of(rule), **msgspec.structs.asdict(instants_of(rule))
        )
    return changed


def assignment_start(  # noqa: PLR0913
    *,
    assignment: Assignment,
    membership: Membership,
    now: datetime,
    password: str = "",
    agreed: bool = False,
    honour: str = "",
) -> AssignmentStart:
    """Begins the member's next start; `honour` is the digest of the text that they were shown.

    Raises RefusedError, and LimitReachedError after too many wrong passwords.
    """
    decision = selectors.decision_of(assignment, membership, now)
    rule = decision.rule
    if rule is None or not decision.may_start or not rule.is_begun:
        raise RefusedError(AssignmentCode.MAY_NOT_START, title=assignment.title)
    if not rule.by_teacher:  # there it was asked for with the place
        entry_check(rule, assignment, membership, password=password, agreed=agreed, honour=honour)
    before = AssignmentStart.objects.filter(assignment=assignment, membership=membership)
    try:
        with transaction.atomic():
            # A start whose time ran out makes room for the next one.
            before.filter(handed_in_at=None).update(handed_in_at=now)
            return AssignmentStart.objects.create(
                assignment=assignment,
                membership=membership,
                number=before.count() + 1,
                started_at=now,
                honour=honour_digest(rule.honour) if rule.honour else "",
            )
    except IntegrityError as error:  # sent twice: another request began it
        raise RefusedError(AssignmentCode.MAY_NOT_START, title=assignment.title) from error


def assignment_hand_in(*, assignment: Assignment, membership: Membership, now: datetime) -> bool:
    """Ends the start that runs; whether there was one."""
    rows = AssignmentStart.objects.filter(
        assignment=assignment, membership=membership, handed_in_at=None
    )
    return bool(rows.update(handed_in_at=now))


def calendar_feed_of(user: User) -> CalendarFeed:
    return CalendarFeed.objects.get_or_create(user=user)[0]


def calendar_feed_renew(*, user: User) -> CalendarFeed:
    """The old link ends at once."""
    values = {"token": token_new(), "made_at": timezone.now()}
    return CalendarFeed.objects.update_or_create(user=user, defaults=values)[0]


def detail_of(assignment: Assignment) -> str:
    return f"class {assignment.in_class_id}: {assignment.title}"[:150]
