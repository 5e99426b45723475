"""Makes, changes and removes webhooks, and puts what happens into the outbox for them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from lessons.classes.access import class_phase
from lessons.classes.webhooks.access import is_open
from lessons.classes.webhooks.refusal import WebhookCode
from lessons.classes.webhooks.signing import secret_new, secret_seal
from lessons.models import Class, Membership, WebhookEndpoint, WebhookMessage
from virtlearn.core.outbound import OutboundError, place_find
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url
from virtlearn.outbox.events import Event, EventName
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.services import item_add, items_send_again
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

KIND = "webhook"
TEST = "webhook.test"
endpoints_most = 20  # of one class, and of those of all classes
old_secret_valid = timedelta(hours=24)


# --- endpoints -----------------------------------------------------------------------------------


def url_check(url: str) -> None:
    """Raises RefusedError for an address that this site must not ask. It is looked at again
    whenever something is sent."""
    try:
        place_find(url)
    except OutboundError as error:
        raise RefusedError(WebhookCode.ADDRESS, said=error.said) from error


def webhook_create(
    *, by: User, url: str, events: Sequence[str], in_class: Class | None
) -> tuple[WebhookEndpoint, str]:
    """The row, and its secret, which is known at this moment alone. Raises RefusedError."""
    url_check(url)
    secret = secret_new()
    with transaction.atomic():
        if in_class is not None:
            Class.objects.select_for_update().get(pk=in_class.pk)
        if WebhookEndpoint.objects.filter(in_class=in_class).count() >= endpoints_most:
            raise RefusedError(WebhookCode.TOO_MANY, most=endpoints_most)
        row = WebhookEndpoint.objects.create(
            in_class=in_class,
            created_by=by,
            url=url,
            events=sorted(set(map(str, events))),
            sealed=secret_seal(secret),
        )
        audited(row, by)
    return row, secret


def webhook_change(*, row: WebhookEndpoint, by: User, url: str, events: Sequence[str]) -> None:
    """Raises RefusedError."""
    if url != row.url:
        url_check(url)
    row.url, row.events = url, sorted(set(map(str, events)))
    row.save(update_fields=["url", "events"])
    audited(row, by)


def webhook_secret_renew(*, row: WebhookEndpoint, by: User) -> str:
    """A new secret, shown once; for a day messages are signed by the one before it too."""
    secret = secret_new()
    row.sealed_before, row.sealed = row.sealed, secret_seal(secret)
    row.before_until = timezone.now() + old_secret_valid
    row.save(update_fields=["sealed", "sealed_before", "before_until"])
    audited(row, by)
    return secret


def webhook_pause(*, row: WebhookEndpoint, by: User) -> None:
    """What happens from now on is not sent, nor what waits. Twice is as good as once."""
    rows = WebhookEndpoint.objects.filter(pk=row.pk, disabled_at=None)
    if rows.update(disabled_at=timezone.now(), disabled_why=WebhookEndpoint.Why.PAUSED):
        audited(row, by)


def webhook_resume(*, row: WebhookEndpoint, by: User) -> None:
    """By whoever does: their rights in the class count from now on."""
    WebhookEndpoint.objects.filter(pk=row.pk).update(
        disabled_at=None, disabled_why="", failing_since=None, created_by=by
    )
    audited(row, by)


@transaction.atomic
def webhook_delete(*, row: WebhookEndpoint, by: User) -> None:
    """With its messages; what waits is sent no more."""
    audited(row, by)
    row.delete()


def audited(row: WebhookEndpoint, by: User) -> None:
    where = row.in_class.name if row.in_class else "*"
    audit_record(action=AuditAction.WEBHOOK, actor=by, detail=f"{where}: {row.url}"[:200])


# --- messages ------------------------------------------------------------------------------------


def event_send(event: Event) -> None:
    """Listens to `virtlearn.outbox.events`: a message to each endpoint that wants to know it.

    What somebody does belongs to each class of the course in which they learn now; what happens in
    no class is told to nobody.
    """
    rows = WebhookEndpoint.objects.filter(disabled_at=None).select_related("in_class", "created_by")
    endpoints = [each for each in rows if event.name in each.events]
    if not endpoints:
        return
    open_ones = [each for each in endpoints if is_open(each)]
    for place in places_of(event):
        for endpoint in open_ones:
            if endpoint.in_class_id in {None, place.in_class_id}:
                data = data_of(event, place)
                message_add(endpoint, event.name, data, place.user)


def places_of(event: Event) -> Sequence[Membership]:
    """In classes that run, or are to begin."""
    rows: QuerySet[Membership] = Membership.objects.filter(
        user=event.user, state=Membership.State.JOINED
    )
    if event.name != EventName.CLASS_JOINED:
        rows = rows.filter(role=Membership.Role.LEARNER)
    if event.in_class is not None:
        rows = rows.filter(in_class=event.in_class)
    if event.course:
        rows = rows.filter(in_class__course__slug=event.course)
    found = rows.select_related("in_class", "user").order_by("pk")
    return [each for each in found if not class_phase(each.in_class).is_over]


def data_of(event: Event, place: Membership) -> dict[str, Any]:
    """Ids and a link alone: who may read more reads it by the API."""
    row = place.in_class_id
    if event.name == EventName.GRADE_CHANGED:
        path = reverse("api:grade", args=[row, place.pk, int(event.about["assignment"])])
    else:
        path = reverse("api:one_member", args=[row, place.pk])
    course = {"course": event.course} if event.course else {}
    return {
        "class": str(row),
        "member": str(place.pk),
        **course,
        **event.about,
        "url": site_url(path),
    }


@transaction.atomic
def message_add(
    endpoint: WebhookEndpoint, name: str, data: dict[str, Any], person: User | None = None
) -> WebhookMessage:
    now = timezone.now()
    body = {"type": str(name), "timestamp": now.isoformat(timespec="milliseconds"), "data": data}
    message = WebhookMessage.objects.create(
        endpoint=endpoint,
        key=f"msg_{secrets.token_hex(16)}",
        event=name,
        body=json.dumps(body),
        person=person,
        created_at=now,
    )
    message_queue(message)
    return message


def message_queue(message: WebhookMessage) -> None:
    message.item = item_add(
        kind=KIND,
        payload={"message": message.pk},
        title=message.event,
        target=f"webhook:{message.endpoint_id}",
        person=message.person,
    )
    message.save(update_fields=["item"])


def webhook_test(*, row: WebhookEndpoint) -> WebhookMessage:
    """Sends a message that says nothing but that it is one. Raises RefusedError where nothing is
    sent there."""
    open_or_refuse(row)
    where = str(row.in_class_id) if row.in_class_id else None
    return message_add(row, TEST, {"class": where})


@transaction.atomic
def message_replay(*, message: WebhookMessage) -> None:
    """Sends it again, under the same id; one that waits is tried at once. Raises RefusedError."""
    open_or_refuse(message.endpoint)
    item = message.item
    if item is not None and item.state == OutboxItem.State.SENDING:
        return
    if item is None or not items_send_again(rows=OutboxItem.objects.filter(pk=item.pk)):
        message_queue(message)


def open_or_refuse(row: WebhookEndpoint) -> None:
    if not is_open(row):
        raise RefusedError(WebhookCode.CLOSED)


def failed_since(row: WebhookEndpoint, now: datetime) -> datetime:
    """Notes that something did not arrive; since when nothing has."""
    WebhookEndpoint.objects.filter(pk=row.pk, failing_since=None).update(failing_since=now)
    row.refresh_from_db(fields=["failing_since"])
    return row.failing_since or now
