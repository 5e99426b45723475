"""Invites by mail: writes down who is to get one, and takes invitations back.

What is written here is sent by the keeper (`lessons.classes.invitations.mailing`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.classes.invitations.core import Addressee, held_back
from lessons.classes.refusal import ClassCode
from lessons.classes.services import class_locked, running_or_refuse
from lessons.models import Class, Invitation, Membership
from lessons.models.reading import token_new
from virtlearn.core.refusal import RefusedError
from virtlearn.core.sqlite_write_queue import writers
from virtlearn.limits.services import limit_take
from virtlearn.people.audit.services import audit_record
from virtlearn.people.mail.services import mail_is_set
from virtlearn.people.models import AuditAction, User

State = Invitation.State
# From these a place may be mailed (again); what is on its way already stays there.
at_rest = (State.SENT, State.FAILED, State.WITHDRAWN)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How many mails are on their way, and how many were held back since others went before."""

    number: int
    held: int = 0


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """The places that wait for these addresses, and the addresses whose owners have joined."""

    waiting: tuple[int, ...]
    joined: tuple[str, ...]


def addresses_invite(*, row: Class, by: User, people: Sequence[Addressee]) -> Added:
    """A learner's place for each address that has none in the class. Raises RefusedError."""
    try:
        with writers.turn(), transaction.atomic():
            locked = class_locked(row)
            running_or_refuse(locked)
            known = places_by_address(locked)
            new = [each for each in people if each.email.casefold() not in known]
            Membership.objects.bulk_create(
                Membership(in_class=locked, invited_email=each.email, name=each.name)
                for each in new
            )
            if new:
                detail = f"{locked.name} ({len(new)})"
                audit_record(action=AuditAction.CLASS_INVITED, actor=by, detail=detail)
            known = places_by_address(locked)
    except IntegrityError:
        raise RefusedError(ClassCode.ROSTER_CHANGED) from None
    found = [(each.email, known[each.email.casefold()]) for each in people]
    return Added(
        waiting=tuple(place.pk for _email, place in found if waits(place)),
        joined=tuple(email for email, place in found if not waits(place)),
    )


def waits(place: Membership) -> bool:
    return place.state == Membership.State.INVITED


def places_by_address(row: Class) -> dict[str, Membership]:
    """Places by invited address, and by that of the account where it is another."""
    found: dict[str, Membership] = {}
    for place in row.memberships.select_related("user"):
        addresses = (place.invited_email, place.user.email if place.user else "")
        for address in filter(None, addresses):
            found.setdefault(address.casefold(), place)
    return found


def invitations_send(
    *, row: Class, by: User, language: str, places: Collection[int] | None = None
) -> Sent:
    """Puts mails on their way: to `places`, or to all who were not mailed yet.

    Raises RefusedError without a mail server and in a class that is over, LimitReachedError where
    these would be too many for one teacher.
    """
    running_or_refuse(row)
    if not mail_is_set():
        raise RefusedError(ClassCode.NO_MAIL)
    now = timezone.now()
    rows = row.memberships.filter(state=Membership.State.INVITED).exclude(invited_email="")
    rows = rows.filter(invitation=None) if places is None else rows.filter(pk__in=places)
    found = list(rows.select_related("invitation"))
    mailed = {place.pk: invitation_of(place) for place in found}
    fresh = [place for place in found if mailed[place.pk] is None]
    rest = [each for each in mailed.values() if each is not None and each.state in at_rest]
    again = [each for each in rest if not held_back(each.mails, each.sent_at, now)]
    if not fresh and not again:
        return Sent(number=0, held=len(rest))
    limit_take("invitations", by.pk, number=len(fresh) + len(again))
    with writers.turn(), transaction.atomic():
        Invitation.objects.bulk_create(
            (Invitation(membership=place, by=by, language=language, due_at=now) for place in fresh),
            ignore_conflicts=True,
        )
        renewed = Invitation.objects.filter(pk__in=[each.pk for each in again], state__in=at_rest)
        renewed.update(
            state=State.WAITING, by=by, language=language, due_at=now, tries=0, fault="", said=""
        )
    return Sent(number=len(fresh) + len(again), held=len(rest) - len(again))


def invitation_of(place: Membership) -> Invitation | None:
    return getattr(place, "invitation", None)


def invitations_withdraw(*, row: Class, places: Collection[int]) -> int:
    """Links of these places let nobody in any more, be they mailed or handed out; how many.

    The places stay in the list, and can be invited again. Raises RefusedError.
    """
    with writers.turn(), transaction.atomic():
        locked = class_locked(row)
        running_or_refuse(locked)
        rows = locked.memberships.filter(pk__in=places, state=Membership.State.INVITED)
        found = list(rows.exclude(invited_email=""))
        tokens_renew(found)
        Invitation.objects.filter(membership__in=found).update(
            state=State.WITHDRAWN, digest="", fault="", said=""
        )
    return len(found)


def links_renew(*, row: Class, places: Collection[int]) -> int:
    """New personal links to hand out, which work for as long as mailed ones; the old ones end.

    How many. Raises RefusedError.
    """
    with writers.turn(), transaction.atomic():
        locked = class_locked(row)
        running_or_refuse(locked)
        rows = locked.memberships.filter(pk__in=places, state=Membership.State.INVITED)
        return tokens_renew(list(rows))


def tokens_renew(places: Sequence[Membership]) -> int:
    now = timezone.now()
    for place in places:
        place.token, place.token_at = token_new(), now
    return Membership.objects.bulk_update(places, ["token", "token_at"])
