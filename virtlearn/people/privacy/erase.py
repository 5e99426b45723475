"""Erases accounts, with all that the registry says goes with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from virtlearn.people.audit.services import audit_record
from virtlearn.people.directory.services import last_head_refuse
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.privacy.registry import declarations


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """So many rows of one kind that go with an account."""

    what: str
    count: int


def erasure_preview(user: User) -> Sequence[Going]:
    """What goes with the account; the account itself is not in it."""
    found = []
    for each in declarations():
        if each.rows_go and each.what and each.model != User._meta.label:
            count = each.rows(user.pk).count()
            if count:
                found.append(Going(what=str(each.what), count=count))
    return found


def erasure_stays(user: User) -> Sequence[str]:
    """What stays of the account's work without leading to it, in words."""
    return [each for path in settings.ACCOUNT_STAYS for each in import_string(path)(user)]


@transaction.atomic
def account_erase(*, user: User, by: User | None) -> None:
    """Removes the account with all that hangs on it, files and sign-ins too.

    Raises RefusedError for the last head.
    """
    if user.role == Role.HEAD:
        last_head_refuse(user)
    audit_record(action=AuditAction.ERASED, actor=by, subject=user)
    users_erase([user])


@transaction.atomic
def users_erase(users: Collection[User]) -> None:
    """The same for several, unasked and unlogged: of guests that were kept for long enough."""
    for user in users:
        for path in settings.ACCOUNT_ENDERS:
            import_string(path)(user=user)
    sessions_erase({user.pk for user in users})
    for user in users:
        user.delete()


def sessions_erase(people: Collection[int]) -> None:
    """Of these people, by reading every session: whose one is stands only inside it."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    wanted = {str(person) for person in people}
    rows = store.get_model_class().objects.filter(expire_date__gt=timezone.now())
    ended = [
        row.pk
        for row in rows.iterator()
        if store().decode(row.session_data).get(SESSION_KEY) in wanted
    ]
    rows.filter(pk__in=ended).delete()
