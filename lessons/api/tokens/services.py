"""Makes, uses and revokes tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lessons.api.refusal import TokenCode
from lessons.api.tokens.scopes import Scope
from lessons.api.tokens.selectors import tokens_valid
from lessons.api.tokens.text import TokenText, token_new
from lessons.models import ApiToken, Class
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

tokens_most = 50  # valid ones of one person
days_most = 365
use_noted_every = timedelta(minutes=1)


@transaction.atomic
def token_create(
    *, user: User, name: str, scopes: Sequence[Scope], days: int, in_class: Class | None = None
) -> tuple[ApiToken, TokenText]:
    """The row, and the text, which is known at this moment alone. `days` is 1 to `days_most`.

    Raises RefusedError for whoever has too many.
    """
    if not 1 <= days <= days_most:
        raise ValueError(f"a token is valid for 1 to {days_most} days")
    User.objects.select_for_update().get(pk=user.pk)
    if tokens_valid(user).count() >= tokens_most:
        raise RefusedError(TokenCode.TOO_MANY, most=tokens_most)
    text = token_new()
    row = ApiToken.objects.create(
        user=user,
        name=name,
        key=text.key,
        digest=text.digest,
        scopes=sorted(map(str, scopes)),
        in_class=in_class,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit_record(
        action=AuditAction.TOKEN_MADE,
        actor=user,
        subject=user,
        detail=f"{name}: {', '.join(row.scopes)}",
    )
    return row, text


def token_revoke(*, row: ApiToken, by: User) -> None:
    """It is valid no more; nothing happens to one that is revoked already."""
    rows = ApiToken.objects.filter(pk=row.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        audit_record(action=AuditAction.TOKEN_REVOKED, actor=by, subject=row.user, detail=row.name)


def token_use(*, row: ApiToken, address: str, now: datetime) -> None:
    """Notes when and from where it was used last, at most once a minute while that stays."""
    noted = row.last_used_at is not None and row.last_used_at > now - use_noted_every
    if noted and row.last_address == address:
        return
    lately = Q(last_used_at__gt=now - use_noted_every, last_address=address)
    ApiToken.objects.filter(~lately | Q(last_used_at=None), pk=row.pk).update(
        last_used_at=now, last_address=address
    )
