"""`/me`: whose token this is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from lessons.api.authentication import token_of
from lessons.api.schemas import MeOut, answers
from lessons.api.tokens.scopes import Scope

router = Router(tags=["me"])


@router.get("me", response=answers(MeOut), summary="Who I am, and what this token may do")
def me(request: HttpRequest) -> dict[str, Any]:
    token = token_of(request, Scope.ME_READ)
    user = token.user
    return {
        "id": str(user.pk),
        "username": user.username,
        "name": user.get_full_name(),
        "role": user.role,
        "scopes": token.scopes,
        "in_class": str(token.in_class_id) if token.in_class_id else None,
        "expires_at": token.expires_at,
    }
