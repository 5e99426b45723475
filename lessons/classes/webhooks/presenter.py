"""Presents webhooks, and the messages of one with what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.classes.webhooks.access import may_manage
from lessons.classes.webhooks.forms import event_names
from lessons.models import WebhookEndpoint, WebhookMessage
from virtlearn.core.refusal import codes
from virtlearn.outbox.events import EventName
from virtlearn.outbox.models import OutboxItem


class EndpointView(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is "on", "paused", "failing" or "gone" where it was switched off, or "orphan" where
    whoever made it may not any more."""

    row: WebhookEndpoint
    events: Sequence[str]
    state: str


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is one of OutboxItem.State; `why` says why the last try did not arrive."""

    row: WebhookMessage
    state: str
    why: str
    code: str


def endpoint_state(row: WebhookEndpoint) -> str:
    if row.disabled_at is not None:
        return row.disabled_why
    return "on" if may_manage(row.created_by, row.in_class_id) else "orphan"


def endpoint_view(row: WebhookEndpoint) -> EndpointView:
    known = {str(name): str(words) for name, words in event_names.items()}
    return EndpointView(
        row=row,
        events=[known[each] for each in map(str, EventName) if each in row.events],
        state=endpoint_state(row),
    )


def message_state(row: WebhookMessage) -> str:
    """Of one whose item is gone, that it was sent: nothing else goes."""
    return row.item.state if row.item else str(OutboxItem.State.SENT)


def message_view(row: WebhookMessage) -> MessageView:
    fault = row.item.fault if row.item else ""
    code = codes().get(fault)
    return MessageView(
        row=row,
        state=message_state(row),
        why=str(code.refusal()) if code else "",
        code=fault,
    )
