"""What a rule of retention is, and those of people: guests, sign-ins that are over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from virtlearn.people.models import User
from virtlearn.people.privacy.erase import users_erase

batch = 100  # guests that go in one transaction


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of what goes. `days` is how long it stays, 0 for ever; `setting` names that;
    `count` is how much would go now, `remove` lets it go and says how much that was."""

    what: str | Promise
    setting: str
    days: int
    count: Callable[[], int]
    remove: Callable[[], int]


def guests(now: datetime) -> Retention:
    return Retention(
        what=_("guests, with all that they did"),
        setting="GUEST_DAYS",
        days=settings.GUEST_DAYS,
        count=lambda: guests_over(now).count(),
        remove=lambda: guests_remove(now),
    )


def guests_over(now: datetime) -> QuerySet[User]:
    if not settings.GUEST_DAYS:
        return User.objects.none()
    before = now - timedelta(days=settings.GUEST_DAYS)
    return User.objects.filter(is_guest=True, date_joined__lt=before).order_by("pk")


def guests_remove(now: datetime, at_once: int = batch) -> int:
    removed = 0
    while some := list(guests_over(now)[:at_once]):
        users_erase(some)
        removed += len(some)
    return removed


def sign_ins(now: datetime) -> Retention:
    """Sessions of the browser: they end so long after they were last written, whoever has one."""
    return Retention(
        what=_("sign-ins that are over"),
        setting="SESSION_DAYS",
        days=settings.SESSION_DAYS,
        count=lambda: sessions_over(now).count(),
        remove=lambda: int(sessions_over(now).delete()[0]),
    )


def sessions_over(now: datetime) -> QuerySet[Any]:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    rows: QuerySet[Any] = store.get_model_class().objects.filter(expire_date__lt=now)
    return rows
