"""Reads tokens: one by its text, and those of a person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from lessons.api.tokens.text import token_read
from lessons.models import ApiToken
from virtlearn.people.models import User


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The newest first, also those that are valid no more."""
    return ApiToken.objects.filter(user=user).select_related("in_class")


def tokens_valid(user: User) -> QuerySet[ApiToken]:
    return tokens_of(user).filter(revoked_at=None, expires_at__gt=timezone.now())


def token_found(text: str, now: datetime) -> ApiToken | None:
    """The valid token of this text, with its owner; None also where that account is a guest's, is
    closed, or has to choose a new password first."""
    given = token_read(text)
    if given is None:
        return None
    row = ApiToken.objects.select_related("user", "in_class").filter(key=given.key).first()
    if row is None or not given.proves(row.digest) or not row.is_valid(now):
        return None
    owner = row.user
    if not owner.is_active or owner.is_guest or owner.must_change_password:
        return None
    return row
