"""Who may read what the site tells of itself: metrics, and the details of its health."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from virtlearn.people.selectors import learner_of


def token_given(request: HttpRequest) -> bool:
    """Whether it brings METRICS_TOKEN as `Authorization: Bearer …`; never where none is set."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    right = hmac.compare_digest(token.strip().encode(), wanted.encode())
    return bool(wanted) and kind.lower() == "bearer" and right


def operator_asks(request: HttpRequest) -> bool:
    """With the token, or signed in as an instructor."""
    if token_given(request):
        return True
    if not hasattr(request, "user"):  # before the middleware that reads the session
        return False
    try:
        user = learner_of(request)
    except DatabaseError:  # nobody can be known now
        return False
    return user is not None and user.is_instructor
