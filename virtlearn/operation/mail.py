"""Django's e-mail backends, with what they send counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import console, smtp

from virtlearn.operation.metrics import declared as metrics


class SmtpBackend(smtp.EmailBackend):
    """A mail server (EMAIL_HOST)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return counted(super().send_messages, email_messages)


class ConsoleBackend(console.EmailBackend):
    """No mail server: mail is printed where the site was started."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return counted(super().send_messages, email_messages)


def counted(
    send: Callable[[Sequence[EmailMessage]], int | None], messages: Sequence[EmailMessage]
) -> int:
    try:
        sent = send(messages) or 0
    except Exception:
        metrics.mail_sent("failed", len(messages))
        raise
    metrics.mail_sent("sent", sent)
    return sent
