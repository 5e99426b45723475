"""Changes who is in a class: adds, removes, blocks, lets back in, gives roles and labels."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.assignments.group_labs import groups_leave
from lessons.classes.refusal import ClassCode
from lessons.classes.selectors import member_name
from lessons.classes.services import class_audit, class_locked, joined_say, running_or_refuse
from lessons.models import Class, Label, Membership
from lessons.models.classes import label_length
from virtlearn.core.refusal import RefusedError
from virtlearn.core.short_text import short_text
from virtlearn.people.models import AuditAction, User

State, Role = Membership.State, Membership.Role
labels_most = 100
label_parts = ",;|"  # what parts labels in a cell of a roster


def last_teacher_refuse(row: Class, member: Membership) -> None:
    """Raises RefusedError where nobody else is a teacher. In a transaction that has the class."""
    if member.role != Role.TEACHER or member.state != State.JOINED:
        return
    others = row.memberships.filter(role=Role.TEACHER, state=State.JOINED).exclude(pk=member.pk)
    if not others.exists():
        raise RefusedError(ClassCode.LAST_TEACHER, name=member_name(member))


@transaction.atomic
def member_add(  # noqa: PLR0913
    *, row: Class, by: User, login: User | None, email: str = "", name: str = "", role: str = ""
) -> Membership:
    """Somebody with an account, or an address that is invited.

    A head's word is enough; whom a teacher adds has to accept. Raises RefusedError.
    """
    locked = class_locked(row)
    running_or_refuse(locked)
    role = Role(role or Role.LEARNER)
    if role == Role.TEACHER and login is not None and not login.is_instructor:
        raise RefusedError(ClassCode.NO_INSTRUCTOR)
    joined = login is not None and by.is_head
    try:
        with transaction.atomic():
            member = Membership.objects.create(
                in_class=locked,
                user=login,
                invited_email=email,
                name=name,
                role=role,
                state=State.JOINED if joined else State.INVITED,
                joined_at=timezone.now() if joined else None,
            )
    except IntegrityError:
        called = login.username if login else email
        raise RefusedError(ClassCode.THERE_ALREADY, name=called) from None
    class_audit(AuditAction.CLASS_ADDED if joined else AuditAction.CLASS_INVITED, locked, by, login)
    joined_say(member)
    return member


@transaction.atomic
def member_role_set(*, member: Membership, role: str, by: User) -> bool:
    """Whether that changed anything. Raises RefusedError for the last teacher, and where a teacher
    would be no instructor."""
    row = class_locked(member.in_class)
    running_or_refuse(row)
    member = Membership.objects.select_related("user").get(pk=member.pk)
    if member.role == role:
        return False
    last_teacher_refuse(row, member)
    if role == Role.TEACHER and member.user is not None and not member.user.is_instructor:
        raise RefusedError(ClassCode.NO_INSTRUCTOR)
    Membership.objects.filter(pk=member.pk).update(role=Role(role))
    class_audit(AuditAction.CLASS_ROLE, row, by, member.user)
    groups_leave(membership=member)
    return True


@transaction.atomic
def member_remove(*, member: Membership, by: User) -> None:
    """Ends the access at once and keeps the record; an invitation that nobody used goes."""
    row = class_locked(member.in_class)
    running_or_refuse(row)
    member = Membership.objects.select_related("user").get(pk=member.pk)
    last_teacher_refuse(row, member)
    if member.user is None:
        member.delete()
        return
    state_set(member, State.REMOVED, (State.JOINED, State.INVITED), AuditAction.CLASS_REMOVED, by)


@transaction.atomic
def member_block(*, member: Membership, by: User) -> None:
    """As removing, and no link lets them in again. Nobody blocks an address without an account."""
    row = class_locked(member.in_class)
    running_or_refuse(row)
    member = Membership.objects.select_related("user").get(pk=member.pk)
    last_teacher_refuse(row, member)
    if member.user is None:
        member.delete()
        return
    was = (State.JOINED, State.INVITED, State.REMOVED)
    state_set(member, State.BLOCKED, was, AuditAction.CLASS_BLOCKED, by)


@transaction.atomic
def member_admit(*, member: Membership, by: User) -> None:
    """Lets somebody back in who was removed or blocked, with all that is theirs.

    Who had never joined is invited again.
    """
    running_or_refuse(class_locked(member.in_class))
    member = Membership.objects.select_related("user").get(pk=member.pk)
    state = State.JOINED if member.joined_at else State.INVITED
    was = (State.REMOVED, State.BLOCKED)
    state_set(member, state, was, AuditAction.CLASS_ADMITTED, by)


def state_set(
    member: Membership, state: str, was: Collection[str], action: AuditAction, by: User
) -> None:
    """Conditionally: where another came first, theirs stands."""
    rows = Membership.objects.filter(pk=member.pk, state__in=was)
    if rows.update(state=state, changed_at=timezone.now()):
        class_audit(action, member.in_class, by, member.user)
        member.state = state
        joined_say(member)
        groups_leave(membership=member)


def member_describe(*, member: Membership, name: str, external_id: str) -> None:
    """What the class calls somebody, and the school's identifier. Raises RefusedError."""
    running_or_refuse(member.in_class)
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=member.pk).update(name=name, external_id=external_id)
    except IntegrityError:
        raise RefusedError(ClassCode.THERE_ALREADY, name=external_id) from None


# --- labels --------------------------------------------------------------------------------------


def label_create(*, row: Class, name: str) -> Label:
    """The label of that name, whatever the case; made where there is none. Raises RefusedError."""
    running_or_refuse(row)
    name = label_name(name)
    if found := row.labels.filter(name__iexact=name).first():
        return found
    with transaction.atomic():
        class_locked(row)
        if row.labels.count() >= labels_most:
            raise RefusedError(ClassCode.LABELS_FULL, most=labels_most)
        return Label.objects.get_or_create(in_class=row, name=name)[0]


def label_name(typed: str) -> str:
    """Raises RefusedError for what is no name of a label."""
    name = short_text(typed, len(typed))
    if not name or len(name) > label_length or any(each in name for each in label_parts):
        raise RefusedError(ClassCode.LABEL_NAME)
    return name


def label_rename(*, label: Label, name: str) -> None:
    """Raises RefusedError where another one is called so."""
    running_or_refuse(label.in_class)
    name = label_name(name)
    try:
        with transaction.atomic():
            Label.objects.filter(pk=label.pk).update(name=name)
    except IntegrityError:
        raise RefusedError(ClassCode.LABEL_TAKEN, name=name) from None


def label_delete(*, label: Label) -> None:
    """From all who had it."""
    running_or_refuse(label.in_class)
    label.delete()


def member_labels_set(*, member: Membership, labels: Collection[Label]) -> None:
    running_or_refuse(member.in_class)
    member.labels.set(each for each in labels if each.in_class_id == member.in_class_id)


def label_give(*, label: Label, members: Collection[int], take: bool = False) -> int:
    """To those of the members who are in its class, or with `take` from them; to how many."""
    running_or_refuse(label.in_class)
    rows = Membership.objects.filter(pk__in=members, in_class=label.in_class)
    found = list(rows)
    if take:
        label.memberships.remove(*found)
    else:
        label.memberships.add(*found)
    return len(found)
