"""Puts items into the outbox, and back into it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from virtlearn.outbox.models import OutboxItem
from virtlearn.people.models import User

State = OutboxItem.State


@transaction.atomic
def item_add(  # noqa: PLR0913
    *,
    kind: str,
    payload: dict[str, Any],
    title: str = "",
    line: str = "",
    target: str = "",
    person: User | None = None,
    replaces: bool = False,
) -> OutboxItem:
    """One more item, in the caller's transaction where it has one.

    `replaces`: those of its line that were not sent yet say nothing new any more, and are dropped.
    """
    if replaces and line:
        old = OutboxItem.objects.filter(line=line, state__in=[State.WAITING, State.FAILED])
        old.update(state=State.DROPPED, done_at=timezone.now())
    return OutboxItem.objects.create(
        kind=kind, payload=payload, title=title[:200], line=line, target=target, person=person
    )


def items_send_again(*, rows: QuerySet[OutboxItem]) -> int:
    """Of `rows` those that failed, or wait for their next try, are tried at once; how many.

    They have all their tries again.
    """
    again = rows.filter(state__in=[State.FAILED, State.WAITING])
    return again.update(
        state=State.WAITING, due_at=timezone.now(), tries=0, done_at=None, fault="", said=""
    )
