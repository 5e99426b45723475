"""Finds accounts: by what is typed, by name."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from virtlearn.people.models import User


def accounts() -> QuerySet[User]:
    """All but guests, by login."""
    return User.objects.filter(is_guest=False).order_by("username", "pk")


def accounts_found(words: str) -> QuerySet[User]:
    """Those in whose login, name, address, role or class each of the words is."""
    rows = accounts()
    for word in words.split():
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(class_label__icontains=word)
            | Q(role__iexact=word)
        )
    return rows


def account_named(name: str) -> User | None:
    """By login, or by an e-mail address that one account has; whatever the case of the letters."""
    for field in ("username", "username__iexact", "email__iexact"):
        found = list(accounts().filter(**{field: name})[:2]) if name else []
        if len(found) == 1:
            return found[0]
    return None
