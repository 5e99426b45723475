"""What changes people: guests begin, become accounts, are merged into accounts."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

from virtlearn.core.sqlite_write_queue import writers
from virtlearn.limits.services import address_of, limit_take
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.selectors import head_exists, learner_of

backend = "django.contrib.auth.backends.ModelBackend"


def learner_ensure(request: HttpRequest, *, limited: bool = True) -> User:
    """The one who asks; a visitor becomes a guest with a session, since they begin to do things.

    Raises LimitReachedError where many guests have come from the visitor's address; not where the
    caller has a limit of its own (`limited=False`).
    """
    if user := learner_of(request):
        return user
    if limited:
        limit_take("guest", address_of(request))
    guest = User(username=f"guest-{secrets.token_hex(8)}", is_guest=True)
    guest.set_unusable_password()
    with writers.turn():
        guest.save(force_insert=True)
    session_begin(request, guest)
    return guest


def session_begin(request: HttpRequest, user: User) -> None:
    """What `login` does, less a new CSRF token: the other forms of the open page stay good.

    A browser that has no session yet gets its key when the answer is made: one row, written once.
    """
    if request.session.session_key:
        request.session.cycle_key()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = backend
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.user = user


@transaction.atomic
def guest_merge(*, guest: User, into: User) -> None:
    """Moves what `guest` did to the account `into` and ends the guest."""
    if not guest.is_guest or guest.pk == into.pk:
        return
    for path in settings.GUEST_MERGERS:
        import_string(path)(guest=guest, into=into)
    audit_record(action=AuditAction.GUEST_MERGED, actor=into, subject=guest)
    guest.delete()


@transaction.atomic
def first_head_create(*, username: str, password: str) -> User | None:
    """The first account, a head; None when another has come first."""
    if head_exists():
        return None
    return User.objects.create_user(username=username, password=password, role=Role.HEAD)
