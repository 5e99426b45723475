"""Bounds how often a password may be tried, wherever one is asked for.

Wrong ones are counted by name and address together, so that nobody can lock a name out for its
owner, who comes from elsewhere; and by address alone, for whoever tries many names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from virtlearn.limits.services import address_of, limit_give_back, limit_take
from virtlearn.people.models import User

T = TypeVar("T")


def password_try(request: HttpRequest, name: str, check: Callable[[], T | None]) -> T | None:
    """What `check` gives for the right password, or None for a wrong one, which counts.

    `name` is what was typed to say who it is: a user name or an e-mail address. Raises
    LimitReachedError before anything is checked where too many were wrong.
    """
    address = address_of(request)
    takes = (("password-address", address), ("password", account_of(name), address))
    for take in takes:
        limit_take(*take)
    if (found := check()) is not None:
        for take in takes:
            limit_give_back(*take)
    return found


def password_confirm(request: HttpRequest, user: User, password: str) -> bool:
    """Whether it is the password of `user`, who is signed in. Raises LimitReachedError."""
    name = user.get_username()
    return password_try(request, name, lambda: user.check_password(password) or None) is not None


def account_of(name: str) -> str:
    """The account that a name or an e-mail address stands for; one count for both."""
    for where in ({"username__iexact": name}, {"email__iexact": name}):
        pk = User.objects.filter(**where).order_by("pk").values_list("pk", flat=True).first()
        if pk is not None:
            return f"account {pk}"
    return f"name {name.casefold()}"
