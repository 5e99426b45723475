"""Who asks: the bearer token of a request. Cookies count for nothing here."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lessons.api.idempotency import answer_find
from lessons.api.problems import ProblemError
from lessons.api.refusal import ApiCode
from lessons.api.tokens.scopes import Scope
from lessons.api.tokens.selectors import token_found
from lessons.api.tokens.services import token_use
from lessons.models import ApiToken
from virtlearn.limits.services import address_of, limit_look, limit_take
from virtlearn.people.models import User


class TokenBearer(HttpBearer):
    """Sets `request.auth` to the token's row. Raises LimitReachedError for who asks too often, and
    for an address with too many tokens that are none."""

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if found is None:
            raise ProblemError(401, ApiCode.TOKEN_MISSING)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        now, address = timezone.now(), address_of(request)
        limit_look("api-wrong", address)
        row = token_found(token, now)
        if row is None:
            limit_take("api-wrong", address)
            raise ProblemError(401, ApiCode.TOKEN_WRONG)
        limit_take("api", row.pk)
        token_use(row=row, address=address, now=now)
        answer_find(request, row)
        return row


def token_of(request: HttpRequest, scope: Scope) -> ApiToken:
    """The token of a request that came through `TokenBearer`, which has to have this scope."""
    row = cast(ApiToken, request.auth)  # type: ignore[attr-defined]
    if scope not in row.scopes:
        raise ProblemError(403, ApiCode.SCOPE_MISSING, scope=str(scope))
    return row


def user_of(request: HttpRequest, scope: Scope) -> User:
    return token_of(request, scope).user
