"""Sends the invitations that are due; called by the keeper in every round.

Each mail is claimed by a conditional UPDATE, and gets a link of its own: its token is made here,
and kept as a digest alone. A process that dies between claim and answer leaves a row that is tried
again: better a second mail than none, since the second link is the one that works.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import smtplib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lessons.classes.access import class_phase
from lessons.classes.invitations.core import link_valid, retry_after
from lessons.classes.selectors import member_name
from lessons.models import Invitation, Membership
from lessons.publishing.selectors import course_title
from virtlearn.core.short_text import short_text
from virtlearn.core.site_address import site_host, site_url
from virtlearn.limits.services import LimitReachedError, limit_take
from virtlearn.people.mail.refusal import MailCode
from virtlearn.people.mail.services import fault_code, mail_is_set, said

log = logging.getLogger(__name__)
State = Invitation.State
batch = 50  # in one round; the next goes on
sending_most = timedelta(minutes=10)  # longer than any mail takes
subject_length = 200

# Faults of the mail server and the way to it, which no other address would change.
of_server = {
    MailCode.HOST,
    MailCode.AWAY,
    MailCode.ENCRYPTION,
    MailCode.CERTIFICATE,
    MailCode.LOGIN,
    MailCode.SENDER,
}
passing = {MailCode.HOST, MailCode.AWAY}  # that are often over by themselves


def token_digest(token: str) -> str:
    """64 hexadecimal digits. Tokens are random, so that no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitations_due_send() -> int:
    """Sends what is due, up to a batch, over one connection; how many went."""
    now = timezone.now()
    rows = Invitation.objects.filter(state=State.SENDING, tried_at__lt=now - sending_most)
    rows.update(state=State.WAITING, due_at=now)
    due = Invitation.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    numbers = list(due.values_list("pk", flat=True)[:batch])
    if not numbers or not mail_is_set():
        return 0
    connection, sent = get_connection(), 0
    try:
        for number in numbers:
            done = invitation_send(number, connection)
            sent += done is True
            if isinstance(done, MailCode) and done in of_server:
                put_off(due, done)
                break
    finally:
        connection.close()
    return sent


def invitation_send(number: int, connection: Any) -> MailCode | bool:
    """Claims one and sends it. Whether it went, or why the mail server did not take it."""
    rows = Invitation.objects.select_related("membership__in_class__course__current", "by")
    found = rows.filter(pk=number, state=State.WAITING).first()
    if found is None or not still_wanted(found):
        return False
    place, now = found.membership, timezone.now()
    try:
        limit_take("mail-to", place.invited_email.casefold(), "invitation")
    except LimitReachedError as reached:
        due_at = now + timedelta(seconds=reached.seconds)
        waiting(number).update(due_at=due_at, fault="limit-mail-to")
        return False
    token, expires_at = secrets.token_urlsafe(32), now + link_valid
    claim = {"digest": token_digest(token), "expires_at": expires_at, "tried_at": now}
    if not waiting(number).update(state=State.SENDING, tries=F("tries") + 1, **claim):
        return False  # another came first
    mine = Invitation.objects.filter(pk=number, state=State.SENDING, digest=claim["digest"])
    try:
        deliver(message_make(found, token, expires_at, connection), connection)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        code = MailCode.ADDRESS if isinstance(error, ValueError) else fault_code(error)
        log.warning("an invitation to class %s was not sent: %s", place.in_class_id, said(error))
        again = found.tries < len(retry_after) and may_pass(error, code)
        mine.update(
            # What went before stays good: this one is in nobody's hands.
            digest=found.digest,
            expires_at=found.expires_at,
            state=State.WAITING if again else State.FAILED,
            due_at=now + retry_after[found.tries] if again else found.due_at,
            fault=str(code),
            said="" if code in of_server else said(error)[:300],
        )
        return code
    mine.update(
        state=State.SENT, sent_at=timezone.now(), mails=F("mails") + 1, tries=0, fault="", said=""
    )
    return True


def waiting(number: int) -> Any:
    return Invitation.objects.filter(pk=number, state=State.WAITING)


def still_wanted(found: Invitation) -> bool:
    """Whoever has joined meanwhile needs none, and into a class that is over none leads."""
    place = found.membership
    invited = place.state == Membership.State.INVITED and place.invited_email
    if invited and not class_phase(place.in_class).is_over:
        return True
    waiting(found.pk).update(state=State.WITHDRAWN, digest="")
    return False


def deliver(message: EmailMessage, connection: Any) -> None:
    """Once more over a new connection where the server has closed the old one."""
    try:
        connection.open()
        message.send()
    except smtplib.SMTPServerDisconnected:
        connection.close()
        connection.open()
        message.send()


def may_pass(error: Exception, code: MailCode) -> bool:
    """Whether trying again may help: the server is away, or says 4xx (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= answer[0] < 500 for answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return code in passing


def put_off(due: Any, code: MailCode) -> None:
    """All others that are due have the server's fault too, and count as tried."""
    now = timezone.now()
    if code in passing:
        for tries, pause in reversed(list(enumerate(retry_after))):
            due.filter(tries=tries).update(due_at=now + pause, tries=tries + 1, fault=str(code))
    due.update(state=State.FAILED, fault=str(code))


def message_make(
    found: Invitation, token: str, expires_at: datetime, connection: Any
) -> EmailMessage:
    """In the language that the teacher chose; names are on one line, so that no header begins."""
    place = found.membership
    row = place.in_class
    with override(found.language if found.language in dict(settings.LANGUAGES) else "en"):
        teacher = row.memberships.filter(user=found.by).select_related("user").first()
        context = {
            "name": place.name,
            "teacher": member_name(teacher) if teacher else "",
            "class": short_text(row.name, subject_length),
            "course": course_title(row.course, found.language),
            "site": site_host(),
            "link": site_url(reverse("lessons:class_invited", args=[token])),
            "until": timezone.localtime(expires_at, ZoneInfo(row.time_zone)),
            "zone": row.time_zone,
        }
        where = "lessons/classes/invitations/"
        subject = short_text(render_to_string(f"{where}subject.txt", context), subject_length)
        body = render_to_string(f"{where}mail.txt", context)
    # RFC 3834: no answering machine answers.
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject, body, None, [place.invited_email], headers=headers, connection=connection
    )
