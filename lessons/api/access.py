"""Classes as a token reaches them: what its owner may see, and of that its own class if it has
one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from lessons.api.authentication import token_of
from lessons.api.tokens.scopes import Scope
from lessons.classes import selectors
from lessons.classes.access import ClassAccess, class_access_or_404
from lessons.classes.policy import Right
from lessons.models import ApiToken, Class


def classes_of(token: ApiToken) -> QuerySet[Class]:
    rows = selectors.classes_of(token.user)
    return rows.filter(pk=token.in_class_id) if token.in_class_id else rows


def class_reached(
    request: HttpRequest, class_id: int, scope: Scope, right: Right = Right.SEE
) -> ClassAccess:
    """Raises ProblemError without the scope, Http404 for a class that does not exist for the token,
    PermissionDenied where its owner may not."""
    token = token_of(request, scope)
    if token.in_class_id not in {None, class_id}:
        raise Http404
    return class_access_or_404(token.user, class_id, right)
