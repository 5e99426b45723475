"""Asks for the reader's own password again, within the limits of signing in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from virtlearn.people.refusal import PeopleCode


def password_fault(request: HttpRequest) -> str:
    """Why the POST's `password` is not that of who sent it, in words; empty where it is.

    A wrong one counts as a sign-in that failed, and after too many none is taken for a while.
    """
    password = request.POST.get("password", "")
    try:
        right = get_adapter(request).reauthenticate(request.user, password)
    except ValidationError as error:
        return str(error.messages[0])
    return "" if right else str(PeopleCode.WRONG_PASSWORD.refusal())
