"""Presents entries of the audit log: who, what, whose, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext

from virtlearn.people.audit.selectors import users_named
from virtlearn.people.models import AuditAction, AuditEntry, Role, User


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `_log.html`. `who`, `whose`: names; `subject`: the account's number, 0 for none."""

    at: datetime
    who: str
    what: str
    whose: str
    subject: int


def entries_view(entries: Sequence[AuditEntry]) -> Sequence[EntryView]:
    """Two statements for all of them."""
    numbers = {each.actor for each in entries} | {each.subject for each in entries}
    users = users_named([number for number in numbers if number is not None])
    return [
        EntryView(
            at=entry.at,
            who=gettext("the server") if entry.actor is None else name(entry.actor, users),
            what=what(entry),
            whose="–" if entry.subject is None else name(entry.subject, users),
            subject=entry.subject if entry.subject and entry.subject in users else 0,
        )
        for entry in entries
    ]


def name(number: int, users: Mapping[int, User]) -> str:
    user = users.get(number)
    if user is None:
        return gettext("erased account %(number)d") % {"number": number}
    if user.is_guest:
        return gettext("guest %(mark)s") % {"mark": user.username[-4:]}
    return user.username


def what(entry: AuditEntry) -> str:
    said = str(AuditAction(entry.action).label)
    detail = entry.detail
    if entry.action == AuditAction.ROLE_CHANGED:
        detail = " → ".join(str(Role(each).label) for each in detail.split())
    return f"{said}: {detail}" if detail else said
