"""Sends one message of a webhook, and switches off an endpoint at which nothing arrives any more.

Signing, retries and the meaning of 410 are those of Standard Webhooks.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.classes.selectors import emails_verified
from lessons.classes.webhooks.access import is_open
from lessons.classes.webhooks.services import failed_since
from lessons.classes.webhooks.signing import headers_of, secrets_of
from lessons.models import WebhookEndpoint, WebhookMessage
from lessons.models.webhooks import answer_most
from virtlearn.core.outbound import Answer, OutboundError, Trouble, outbound_request
from virtlearn.core.site_address import site_url
from virtlearn.outbox.delivery import DeliveryError, Kind, MootError
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.policy import Fault, answer_fault, retry_after_read
from virtlearn.people.mail.services import mail_is_set

log = logging.getLogger(__name__)
failing_most = timedelta(days=5)
pauses = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Whoever receives may have a bad day of any kind; an address of the inside stays one.
retried: frozenset[Fault] = frozenset(
    {"away", "busy", "faulty", "certificate", "forbidden", "unknown", "refused"}
)
troubles: dict[Trouble, Fault] = {
    "address": "address",
    "away": "away",
    "certificate": "certificate",
    "large": "refused",
}


def webhook_send(item: OutboxItem) -> None:
    """Raises DeliveryError, and MootError where nothing goes there any more."""
    rows = WebhookMessage.objects.select_related("endpoint__in_class", "endpoint__created_by")
    message = rows.filter(pk=item.payload["message"]).first()
    if message is None or not is_open(message.endpoint):
        raise MootError
    endpoint = message.endpoint
    known = secrets_of(endpoint, timezone.now())
    if not known:
        raise DeliveryError("own", "the secret does not open; renew it")
    try:
        answer = answered(message, known)
    except DeliveryError as error:
        if error.fault != "own":
            not_arrived(endpoint, gone=error.status == 410)
        raise
    noted(message, answer.status, answer.text)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)


def answered(message: WebhookMessage, known: Sequence[str]) -> Answer:
    """A good answer; any other is noted, and raises DeliveryError."""
    body = message.body.encode()
    headers = headers_of(known, message.key, timezone.now(), body)
    try:
        answer = outbound_request("POST", message.endpoint.url, headers=headers, body=body)
    except OutboundError as error:
        noted(message, 0, error.said)
        raise DeliveryError(troubles[error.trouble], error.said) from error
    if fault := answer_fault(answer.status, answer.text):
        noted(message, answer.status, answer.text)
        wait = retry_after_read(answer.headers.get("retry-after", ""), timezone.now())
        raise DeliveryError(fault, f"HTTP {answer.status}", wait, answer.status)
    return answer


def noted(message: WebhookMessage, status: int, text: str) -> None:
    """What was answered last, of a long text its beginning."""
    WebhookMessage.objects.filter(pk=message.pk).update(
        tried_at=timezone.now(), status=status, answer=text.replace("\x00", "")[:answer_most]
    )


def not_arrived(endpoint: WebhookEndpoint, *, gone: bool) -> None:
    """Switches it off where it says that it is gone, or after days without a good answer."""
    now = timezone.now()
    since = failed_since(endpoint, now)
    if not gone and now - since < failing_most:
        return
    why = WebhookEndpoint.Why.GONE if gone else WebhookEndpoint.Why.FAILING
    rows = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    if rows.update(disabled_at=now, disabled_why=why):
        log.warning("webhook %d was switched off: %s", endpoint.pk, why)
        off_mail(endpoint)


def off_mail(endpoint: WebhookEndpoint) -> None:
    """To whoever made it, where an address is known to be theirs."""
    to = sorted(emails_verified(endpoint.created_by))
    if not mail_is_set() or not to:
        return
    words = {
        "url": endpoint.url,
        "page": site_url(reverse("lessons:webhook", args=[endpoint.pk])),
    }
    text = _(
        "Nothing is sent to your webhook any more, since it has not taken messages:\n\n%(url)s\n\n"
        "What it answered, and the way to switch it on again:\n\n%(page)s\n"
    )
    try:
        send_mail(_("A webhook was switched off"), text % words, None, to)
    except (OSError, smtplib.SMTPException):
        log.exception("mail.webhook_off_failed")


webhook = Kind(name=gettext_lazy("Webhook"), send=webhook_send, pauses=pauses, retried=retried)
