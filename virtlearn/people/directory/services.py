"""Changes accounts of others: their role, their password."""

from __future__ import annotations

from django.db import transaction

from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.one_time_password import password_hash, password_new
from virtlearn.people.refusal import PeopleCode


def heads_locked() -> list[int]:
    """The numbers of all active heads; in a transaction, nobody else changes them until its end."""
    rows = User.objects.select_for_update().filter(role=Role.HEAD, is_active=True)
    return [user.pk for user in rows.order_by("pk")]


def last_head_refuse(user: User) -> None:
    """Raises RefusedError where `user` is the only head. In a transaction."""
    if heads_locked() == [user.pk]:
        raise RefusedError(PeopleCode.LAST_HEAD, name=user.username)


@transaction.atomic
def role_set(*, user: User, role: str, by: User | None) -> bool:
    """Whether that changed anything. Raises RefusedError for the last head, and for guests."""
    if user.is_guest:
        raise RefusedError(PeopleCode.GUEST)
    if user.role == role:
        return False
    if user.role == Role.HEAD:
        last_head_refuse(user)
    if not User.objects.filter(pk=user.pk, role=user.role).update(role=Role(role)):
        return False  # somebody else came first
    audit_record(
        action=AuditAction.ROLE_CHANGED, actor=by, subject=user, detail=f"{user.role} {role}"
    )
    user.role = role
    return True


def password_once_set(*, user: User, by: User | None) -> str:
    """A new password, which is said this once; whoever is signed in to the account is no more.

    Raises RefusedError for guests, and for one's own: that is changed with the old one.
    """
    if user.is_guest:
        raise RefusedError(PeopleCode.GUEST)
    if by is not None and by.pk == user.pk:
        raise RefusedError(PeopleCode.OWN_PASSWORD)
    password = password_new()
    hashed = password_hash(password)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=hashed, must_change_password=True)
        audit_record(action=AuditAction.PASSWORD_SET, actor=by, subject=user)
    return password
