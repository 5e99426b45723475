"""`/webhooks`: made, changed, tried and read by a class's teachers and by heads."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from lessons.api.authentication import token_of
from lessons.api.paging import PageQuery, page, rows_page
from lessons.api.schemas import answers
from lessons.api.tokens.scopes import Scope
from lessons.api.webhook_schemas import (
    WebhookChange,
    WebhookIn,
    WebhookMessageOut,
    WebhookMessagesOut,
    WebhookOut,
    WebhookSecretOut,
    WebhooksOut,
)
from lessons.classes.access import class_access_or_404
from lessons.classes.policy import Right
from lessons.classes.webhooks import services
from lessons.classes.webhooks.access import endpoints_of, may_manage
from lessons.classes.webhooks.presenter import endpoint_state, message_state
from lessons.models import ApiToken, Class, WebhookEndpoint, WebhookMessage

router = Router(tags=["webhooks"])
one = "webhooks/{int:webhook_id}"


def reached(request: HttpRequest, webhook_id: int, scope: Scope) -> WebhookEndpoint:
    """Raises ProblemError without the scope, Http404 for one that the token does not reach."""
    row = rows_of(token_of(request, scope)).filter(pk=webhook_id).first()
    if row is None:
        raise Http404
    return row


def rows_of(token: ApiToken) -> QuerySet[WebhookEndpoint]:
    rows = endpoints_of(token.user)
    return rows.filter(in_class=token.in_class_id) if token.in_class_id else rows


def class_of(token: ApiToken, given: str | None) -> Class | None:
    """The class of a new one. Raises Http404, also for all classes where the token is of one."""
    if given is None:
        if token.in_class_id is not None or not may_manage(token.user, None):
            raise Http404
        return None
    if token.in_class_id not in {None, int(given)}:
        raise Http404
    return class_access_or_404(token.user, int(given), Right.MANAGE).row


@router.get("webhooks", response=answers(WebhooksOut), summary="Webhooks of my classes")
def webhooks(
    request: HttpRequest, response: HttpResponse, query: Query[PageQuery]
) -> dict[str, Any]:
    rows, cursor = rows_page(rows_of(token_of(request, Scope.WEBHOOKS_READ)), query)
    return page(request, response, [webhook_out(each) for each in rows], cursor, query.limit)


@router.post(
    "webhooks",
    response=answers(WebhookSecretOut, 409, status=201),
    summary="Makes a webhook; its secret is in this answer alone",
)
def webhook_add(request: HttpRequest, body: WebhookIn) -> Any:
    token = token_of(request, Scope.WEBHOOKS_WRITE)
    row, secret = services.webhook_create(
        by=token.user,
        url=body.url,
        events=body.events,
        in_class=class_of(token, body.in_class),
    )
    return Status(201, {**webhook_out(row), "secret": secret})


@router.get(one, response=answers(WebhookOut), summary="One webhook")
def one_webhook(request: HttpRequest, webhook_id: int) -> dict[str, Any]:
    return webhook_out(reached(request, webhook_id, Scope.WEBHOOKS_READ))


@router.patch(one, response=answers(WebhookOut, 409), summary="Changes, pauses or resumes one")
def webhook_change(request: HttpRequest, webhook_id: int, body: WebhookChange) -> dict[str, Any]:
    row = reached(request, webhook_id, Scope.WEBHOOKS_WRITE)
    by = token_of(request, Scope.WEBHOOKS_WRITE).user
    if body.url is not None or body.events is not None:
        events = row.events if body.events is None else body.events
        services.webhook_change(row=row, by=by, url=body.url or row.url, events=events)
    if body.active is not None:
        service = services.webhook_resume if body.active else services.webhook_pause
        service(row=row, by=by)
    return webhook_out(reached(request, webhook_id, Scope.WEBHOOKS_WRITE))


@router.delete(one, response=answers(WebhookOut), summary="Deletes one, with its messages")
def webhook_remove(request: HttpRequest, webhook_id: int) -> dict[str, Any]:
    """Answers what it was."""
    row = reached(request, webhook_id, Scope.WEBHOOKS_WRITE)
    shown = webhook_out(row)
    services.webhook_delete(row=row, by=token_of(request, Scope.WEBHOOKS_WRITE).user)
    return shown


@router.post(
    f"{one}/secret",
    response=answers(WebhookSecretOut, 409),
    summary="Makes a new secret; the one before it signs too for a day",
)
def webhook_secret(request: HttpRequest, webhook_id: int) -> dict[str, Any]:
    row = reached(request, webhook_id, Scope.WEBHOOKS_WRITE)
    by = token_of(request, Scope.WEBHOOKS_WRITE).user
    secret = services.webhook_secret_renew(row=row, by=by)
    return {**webhook_out(row), "secret": secret}


@router.post(
    f"{one}/test",
    response=answers(WebhookMessageOut, 409, status=202),
    summary="Sends a test message",
)
def webhook_try(request: HttpRequest, webhook_id: int) -> Any:
    row = reached(request, webhook_id, Scope.WEBHOOKS_WRITE)
    return Status(202, message_out(services.webhook_test(row=row)))


@router.get(
    f"{one}/messages",
    response=answers(WebhookMessagesOut),
    summary="Its messages of the last 30 days, and what was answered",
)
def webhook_messages(
    request: HttpRequest, response: HttpResponse, webhook_id: int, query: Query[PageQuery]
) -> dict[str, Any]:
    row = reached(request, webhook_id, Scope.WEBHOOKS_READ)
    rows, cursor = rows_page(row.messages.select_related("item"), query)
    return page(request, response, [message_out(each) for each in rows], cursor, query.limit)


@router.post(
    f"{one}/messages/{{int:message_id}}/replay",
    response=answers(WebhookMessageOut, 409, status=202),
    summary="Sends a message again, under the same id",
)
def webhook_replay(request: HttpRequest, webhook_id: int, message_id: int) -> Any:
    row = reached(request, webhook_id, Scope.WEBHOOKS_WRITE)
    rows = row.messages.select_related("item", "endpoint__in_class", "endpoint__created_by")
    found = get_object_or_404(rows, pk=message_id)
    services.message_replay(message=found)
    return Status(202, message_out(rows.get(pk=message_id)))


def webhook_out(row: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "url": row.url,
        "events": row.events,
        "in_class": str(row.in_class_id) if row.in_class_id else None,
        "state": endpoint_state(row),
        "failing_since": row.failing_since,
    }


def message_out(row: WebhookMessage) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "message_id": row.key,
        "event": row.event,
        "created_at": row.created_at,
        "state": message_state(row),
        "tried_at": row.tried_at,
        "status": row.status or None,
        "answer": row.answer,
    }
