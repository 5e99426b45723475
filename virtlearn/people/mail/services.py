"""Sends a message to try the mail server out, and says what went wrong in words."""

from __future__ import annotations

import smtplib
import socket
import ssl

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from virtlearn.core.refusal import RefusedError
from virtlearn.people.mail.refusal import MailCode

# Of what smtplib, ssl and socket raise; the first that fits is the code.
faults: tuple[tuple[type[Exception], MailCode], ...] = (
    (smtplib.SMTPAuthenticationError, MailCode.LOGIN),
    (smtplib.SMTPSenderRefused, MailCode.SENDER),
    (smtplib.SMTPRecipientsRefused, MailCode.RECIPIENT),
    (smtplib.SMTPNotSupportedError, MailCode.ENCRYPTION),
    (smtplib.SMTPServerDisconnected, MailCode.ENCRYPTION),
    (smtplib.SMTPException, MailCode.OTHER),
    (ssl.SSLCertVerificationError, MailCode.CERTIFICATE),
    (ssl.SSLError, MailCode.ENCRYPTION),
    (socket.gaierror, MailCode.HOST),
    (OSError, MailCode.AWAY),
)


def mail_is_set() -> bool:
    """Whether there is a mail server."""
    return bool(settings.EMAIL_HOST)


def mail_test(*, to: str) -> None:
    """Sends one message to `to`. Raises RefusedError, whose `detail` is what the server said."""
    if not mail_is_set():
        raise RefusedError(MailCode.NONE)
    try:
        validate_email(to)
    except ValidationError:
        raise RefusedError(MailCode.ADDRESS) from None
    try:
        send_mail(
            _("VirtLearn can send mail"),
            _("You asked for this message to see whether mail leaves the site. It does."),
            None,
            [to],
        )
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(fault_code(error), detail=said(error)) from error


def fault_code(error: Exception) -> MailCode:
    return next(code for kind, code in faults if isinstance(error, kind))


def said(error: Exception) -> str:
    """What the server, or the way to it, said: on one line, without Python's quotes around it."""
    code: int
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return " ".join(str(error).split())
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return " ".join(f"{code} {text}".split())
