"""Presents a class's invitations: how each stands, in words, and its link where none is mailed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from django.urls import reverse
from django.utils import timezone

from lessons.classes.invitations.core import held_back, link_until, mail_gap
from lessons.classes.invitations.mailing import of_server
from lessons.classes.invitations.services import invitation_of
from lessons.classes.selectors import member_name
from lessons.models import Invitation, Membership
from virtlearn.core.refusal import codes
from virtlearn.core.site_address import site_url

State = Invitation.State


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A personal link to hand out; `address` is "" where it has expired, at `until`."""

    address: str
    until: datetime


def link_of(place: Membership, now: datetime) -> Link | None:
    """Of somebody who has not joined yet."""
    if place.state != Membership.State.INVITED:
        return None
    until = link_until(place.token_at)
    works = now < until
    address = site_url(reverse("lessons:class_invited", args=[place.token])) if works else ""
    return Link(address=address, until=until)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One invitation. `state` is a state of the place or of its mail, "none" without a mail, or
    "expired"; `fault` says why one was not sent (yet), `said` what the mail server answered;
    `again_at` is when it is tried again, or may be sent again; `spent` where it was mailed as often
    as it may be."""

    id: int
    name: str
    email: str
    state: str
    at: datetime | None = None
    until: datetime | None = None
    again_at: datetime | None = None
    spent: bool = False
    fault: str = ""
    of_server: bool = False  # `fault` is the mail server's, whoever is written to
    said: str = ""
    link: Link | None = None  # where nothing is mailed
    ticked: bool = False

    @property
    def waits(self) -> bool:
        """Whether it can be mailed or withdrawn."""
        return self.state not in {"joined", "removed", "blocked"}


def line_make(place: Membership, *, ticked: Collection[int], links: bool) -> Line:
    """`links`: with the personal link, where nothing is mailed."""
    mail, now = invitation_of(place), timezone.now()
    line = Line(
        id=place.pk,
        name=place.name,
        email=place.invited_email,
        state=place.state,
        at=place.joined_at,
    )
    if place.state != Membership.State.INVITED:
        return msgspec.structs.replace(line, name=member_name(place))
    link = link_of(place, now) if links else None
    line = msgspec.structs.replace(line, state="none", link=link, ticked=place.pk in ticked)
    if mail is None:
        return line
    held = held_back(mail.mails, mail.sent_at, now) if mail.state in at_rest else ""
    return msgspec.structs.replace(
        line,
        state=state_of(mail, now),
        at=mail.sent_at,
        until=mail.expires_at if mail.digest else None,
        again_at=again_at(mail, held),
        spent=held == "most",
        fault=fault_words(mail.fault),
        of_server=mail.fault in of_server,
        said=mail.said,
    )


at_rest = (State.SENT, State.FAILED, State.WITHDRAWN)


def state_of(mail: Invitation, now: datetime) -> str:
    expired = mail.expires_at is not None and mail.expires_at <= now
    return "expired" if mail.state == State.SENT and expired else mail.state


def again_at(mail: Invitation, held: str) -> datetime | None:
    if held == "gap" and mail.sent_at:
        return mail.sent_at + mail_gap
    return mail.due_at if mail.state == State.WAITING and mail.fault else None


def fault_words(code: str) -> str:
    """What has happened; what a teacher can do about it stands once on the page."""
    found = codes().get(code)
    return str(found.message) if found else ""
