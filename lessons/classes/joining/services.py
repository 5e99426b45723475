"""Lets people into classes: by link and code, by a personal invitation, and lets them leave."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from lessons.assignments.group_labs import groups_leave
from lessons.classes.access import class_phase
from lessons.classes.joining.core import code_read, code_shown, join_hindrance
from lessons.classes.policy import today_in
from lessons.classes.refusal import ClassCode
from lessons.classes.selectors import emails_verified
from lessons.classes.services import class_audit, class_locked, joined_say, running_or_refuse
from lessons.models import (
    Accommodation,
    AssignmentExtension,
    AssignmentStart,
    AssignmentWork,
    Class,
    ExamPlace,
    GradeChange,
    GradeInquiry,
    GroupPlace,
    GroupTask,
    Invitation,
    Membership,
)
from virtlearn.core.move_rows import rows_move
from virtlearn.core.refusal import RefusedError
from virtlearn.core.sqlite_write_queue import writers
from virtlearn.people.mail.services import mail_is_set
from virtlearn.people.models import AuditAction, User

State, Role = Membership.State, Membership.Role
hindrances = {
    "over": ClassCode.OVER,
    "closed": ClassCode.CLOSED,
    "late": ClassCode.JOIN_OVER,
}
roster_fields = ("name", "invited_email", "external_id", "github_username", "github_id")


def class_of_code(typed: str) -> Class:
    """Raises RefusedError where no class has that code."""
    code = code_read(typed)
    rows = Class.objects.select_related("course__current")
    if not code or (row := rows.filter(join_code=code).first()) is None:
        raise RefusedError(ClassCode.NO_CODE, typed=code_shown(code) if code else typed[:20])
    return row


def code_hindrance(row: Class) -> ClassCode | None:
    """Why its link and code let nobody in now."""
    found = join_hindrance(
        self_enrol=row.self_enrol,
        join_until=row.join_until,
        phase=class_phase(row),
        today=today_in(row.time_zone, timezone.now()),
    )
    return hindrances[found] if found else None


def blocked_refuse(row: Class, user: User | None) -> None:
    """Raises RefusedError for somebody who was blocked."""
    if user and row.memberships.filter(user=user, state=State.BLOCKED).exists():
        raise RefusedError(ClassCode.BLOCKED)


def join_by_code(*, row: Class, user: User, name: str = "") -> Membership:
    """`user` joins by the class's link. Who was removed is back with all that is theirs.

    Where an invitation to the same address waits, it is that place; one of a teacher or an
    assistant only for an address that is verified. Raises RefusedError.
    """
    with writers.turn(), transaction.atomic():
        locked = class_locked(row)
        if code := code_hindrance(locked):
            raise RefusedError(code)
        return enter(locked, user, place_invited(locked, user), name)


def join_by_invitation(*, place: Membership, user: User, name: str = "") -> Membership:
    """`user` takes the place of a personal invitation. Raises RefusedError, also where it is
    somebody else's."""
    with writers.turn(), transaction.atomic():
        row = class_locked(place.in_class)
        place = Membership.objects.select_for_update().get(pk=place.pk)
        running_or_refuse(row)
        if place.user_id not in {None, user.pk}:
            raise RefusedError(ClassCode.INVITATION_USED)
        return enter(row, user, place, name)


def join_by_sign_on(*, class_id: int, user: User, name: str = "") -> Membership | None:
    """`user` is in the class that the claims of their sign-on name; who was removed by a teacher
    stays away, and a class that is over or gone takes nobody. Raises RefusedError for who is
    blocked."""
    row = Class.objects.filter(pk=class_id).first()
    if row is None or class_phase(row).is_over:
        return None
    with writers.turn(), transaction.atomic():
        locked = class_locked(row)
        if locked.memberships.filter(user=user, state=State.REMOVED).exists():
            return None
        return enter(locked, user, place_invited(locked, user), name)


def place_invited(row: Class, user: User) -> Membership | None:
    """The place that waits for one of the addresses of `user`.

    An address that nobody has confirmed is its owner's word alone, and counts only where the site
    sends no mail, so that none can be confirmed: whoever has the class's code could otherwise take
    the place, and what the roster says of it, of somebody else.
    """
    if user.is_guest:
        return None
    verified = emails_verified(user)
    waiting = row.memberships.filter(user=None, state=State.INVITED).annotate(
        address=Lower("invited_email")
    )
    if verified and (found := waiting.filter(address__in=verified).first()):
        return found
    if mail_is_set() or not user.email:
        return None
    return waiting.filter(address=user.email.lower(), role=Role.LEARNER).first()


def enter(row: Class, user: User, place: Membership | None, name: str) -> Membership:
    """Makes or finds the membership, in a transaction that has the class."""
    mine = Membership.objects.filter(in_class=row, user=user).first()
    if mine and mine.state == State.BLOCKED:
        raise RefusedError(ClassCode.BLOCKED)
    if mine and mine.state == State.JOINED:
        return mine
    if mine is None:
        mine = place or Membership(in_class=row)
    elif place and place.pk != mine.pk:
        absorb(mine, place)
    if mine.state == State.REMOVED:
        mine.role = Role.LEARNER  # more than that a teacher gives again
    now = timezone.now()
    mine.user, mine.state, mine.changed_at = user, State.JOINED, now
    mine.joined_at = mine.joined_at or now
    mine.name = mine.name or name
    mine.save()
    class_audit(AuditAction.CLASS_JOINED, row, user, user)
    joined_say(mine)
    return mine


def absorb(mine: Membership, place: Membership) -> None:
    """What the roster says of an invitation, for somebody who was in the class before."""
    values = {field: getattr(place, field) for field in roster_fields}
    labels = list(place.labels.all())
    if not Invitation.objects.filter(membership=mine).exists():
        Invitation.objects.filter(membership=place).update(membership=mine)
    place.delete()
    for field, value in values.items():
        if value:
            setattr(mine, field, value)
    mine.labels.add(*labels)


def class_leave(*, place: Membership, user: User) -> bool:
    """By oneself; the record stays. False for teachers, whom another teacher removes."""
    rows = Membership.objects.filter(
        pk=place.pk, user=user, state__in=[State.JOINED, State.INVITED]
    )
    left = rows.exclude(role=Role.TEACHER, state=State.JOINED).update(
        state=State.REMOVED, changed_at=timezone.now()
    )
    if left:
        class_audit(AuditAction.CLASS_LEFT, place.in_class, user, user)
        groups_leave(membership=place)
    return bool(left)


def invitation_decline(*, place: Membership, user: User) -> None:
    """The place goes where nobody has been in it."""
    unused = Membership.objects.filter(pk=place.pk, state=State.INVITED, joined_at=None)
    if unused.delete()[0]:
        class_audit(AuditAction.CLASS_LEFT, place.in_class, user, user)


moved = (
    AssignmentStart,
    AssignmentWork,
    AssignmentExtension,
    Accommodation,
    ExamPlace,
    GradeChange,
    GradeInquiry,
    GroupPlace,
    GroupTask,
)


def work_move(place: Membership, to: Membership) -> None:
    """What hangs on one place in a class hangs on another; where that has the like, it stays as it
    is there."""
    for model in moved:
        rows_move(model._default_manager.filter(membership=place), membership=to)


def guest_merge(*, guest: User, into: User) -> None:
    """A guest's places become the account's; of two in one class the account's stays.

    It is joined where one of them was, and blocked where one of them was.
    """
    mine = {each.in_class_id: each for each in Membership.objects.filter(user=into)}
    for theirs in Membership.objects.filter(user=guest):
        kept = mine.get(theirs.in_class_id)
        if kept is None:
            Membership.objects.filter(pk=theirs.pk).update(user=into)
            continue
        work_move(theirs, kept)
        states = {kept.state, theirs.state}
        state = next(
            each
            for each in (State.BLOCKED, State.JOINED, State.REMOVED, State.INVITED)
            if each in states
        )
        if state != kept.state:
            role = kept.role if kept.state == State.INVITED else Role.LEARNER
            Membership.objects.filter(pk=kept.pk).update(
                state=state,
                role=role,
                changed_at=timezone.now(),
                joined_at=kept.joined_at or theirs.joined_at,
            )
            groups_leave(membership=Membership.objects.get(pk=kept.pk))
