"""Makes, changes, archives and deletes classes."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.assignments.group_labs import groups_leave
from lessons.classes.access import class_phase
from lessons.classes.joining.core import code_new
from lessons.classes.refusal import ClassCode
from lessons.classes.screens.services import class_forget
from lessons.models import Class, Course, GroupPlace, Membership
from virtlearn.core.refusal import RefusedError
from virtlearn.outbox.events import EventName, event_say
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

changeable = frozenset(
    {"name", "time_zone", "starts_on", "ends_on", "self_enrol", "join_until", "screens"}
)


def running_or_refuse(row: Class) -> None:
    """Raises RefusedError for a class that is over: nothing in it is changed."""
    if class_phase(row).is_over:
        raise RefusedError(ClassCode.OVER)


@transaction.atomic
def class_create(*, course: Course, by: User, teacher: User | None = None, **fields: Any) -> Class:
    """A class with its first teacher: `teacher`, or whoever makes it.

    `fields` are of `changeable`. Raises RefusedError where the teacher is no instructor.
    """
    teacher = teacher or by
    if not teacher.is_instructor:
        raise RefusedError(ClassCode.NO_INSTRUCTOR)
    row = with_code(Class(course=course, created_by=by, **fields))
    now = timezone.now()
    Membership.objects.create(
        in_class=row,
        user=teacher,
        role=Membership.Role.TEACHER,
        state=Membership.State.JOINED,
        joined_at=now,
    )
    audit_record(action=AuditAction.CLASS_MADE, actor=by, detail=row.name)
    if teacher.pk != by.pk:
        class_audit(AuditAction.CLASS_ADDED, row, by, teacher)
    return row


def with_code(row: Class) -> Class:
    """Saves `row` under a code that no other class has."""
    for _try in range(20):
        row.join_code = code_new()
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            continue
        return row
    raise RuntimeError("no code is free")


def class_change(*, row: Class, **fields: Any) -> None:
    """Sets fields of `changeable`; also when the class has ended, which so may go on."""
    if wrong := set(fields) - changeable:
        raise ValueError(wrong)
    shown_anew = fields.get("screens", row.screens) != row.screens
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    if shown_anew:
        class_forget(row)


def code_renew(*, row: Class) -> str:
    """A new link and code; the old ones let nobody in from now on."""
    running_or_refuse(row)
    with_code(row)
    return row.join_code


@transaction.atomic
def class_archive(*, row: Class, by: User) -> None:
    """Labs of its groups end with it. Twice is as good as once."""
    if Class.objects.filter(pk=row.pk, archived_at=None).update(archived_at=timezone.now()):
        audit_record(action=AuditAction.CLASS_ARCHIVED, actor=by, detail=row.name)
        grouped = GroupPlace.objects.filter(of_set__in_class=row, ended_at=None)
        for member in row.memberships.filter(pk__in=grouped.values("membership")):
            groups_leave(membership=member)


def class_fetch_back(*, row: Class, by: User) -> None:
    """Out of the archive."""
    archived = Class.objects.filter(pk=row.pk, archived_at__isnull=False)
    if archived.update(archived_at=None):
        audit_record(action=AuditAction.CLASS_FETCHED, actor=by, detail=row.name)


def is_empty(row: Class) -> bool:
    """Whether nobody but teachers is or was in it; whoever was invited counts too, and so does an
    erased account whose grades are kept."""
    others = row.memberships.exclude(role=Membership.Role.TEACHER)
    return not others.exists() and not row.kept_learners.exists()


@transaction.atomic
def class_delete(*, row: Class, by: User) -> None:
    """Raises RefusedError for a class in which somebody is or was."""
    locked = class_locked(row)
    if not is_empty(locked):
        raise RefusedError(ClassCode.NOT_EMPTY)
    audit_record(action=AuditAction.CLASS_DELETED, actor=by, detail=row.name)
    locked.delete()


def class_locked(row: Class) -> Class:
    """The row anew; in a transaction, nobody else changes its people until the end of it."""
    return Class.objects.select_for_update().get(pk=row.pk)


def joined_say(member: Membership) -> None:
    """Tells other systems that somebody has come into a class."""
    if member.user_id is not None and member.state == Membership.State.JOINED:
        event_say(EventName.CLASS_JOINED, user=member.user_id, in_class=member.in_class_id)


def class_audit(action: AuditAction, row: Class, by: User | None, of: User | None) -> None:
    audit_record(action=action, actor=by, subject=of, detail=row.name)
