"""Reads invitations: whose place a link is of, and how each of a class's invitations stands."""

from __future__ import annotations

import msgspec
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import timezone

from lessons.classes.invitations.core import link_until
from lessons.classes.invitations.mailing import token_digest
from lessons.classes.refusal import ClassCode
from lessons.models import Class, Invitation, Membership
from virtlearn.people.models import User

State = Invitation.State
under_way = (State.WAITING, State.SENDING)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The place that a personal link is of. It works until it expires, a mailed one once."""

    place: Membership
    mailed: bool
    expired: bool = False

    def hindrance(self, user: User | None) -> ClassCode | None:
        """Why `user`, who is not in the class, does not get in by it."""
        place = self.place
        if place.user_id is not None and (user is None or place.user_id != user.pk):
            return ClassCode.INVITATION_USED
        if self.mailed and place.joined_at is not None:
            return ClassCode.INVITATION_USED
        # An account that the roster names needs no link: its invitation stands among its classes.
        return ClassCode.INVITATION_OVER if self.expired and place.user_id is None else None


def link_find(token: str) -> Link | None:
    """Of a link that was mailed, or that a teacher handed out; None where it leads nowhere."""
    rows = Membership.objects.select_related("in_class__course__current")
    open_rows = rows.filter(in_class__archived_at=None)
    if place := open_rows.filter(token=token).first():
        return Link(place=place, mailed=False, expired=link_until(place.token_at) <= timezone.now())
    mailed = open_rows.select_related("invitation")
    place = mailed.filter(invitation__digest=token_digest(token)).first()
    if place is None:
        return None
    expires_at = place.invitation.expires_at
    expired = expires_at is None or expires_at <= timezone.now()
    return Link(place=place, mailed=True, expired=expired)


def invitations_of(row: Class) -> QuerySet[Membership]:
    """Places that are or were offered to an address: who waits first, then by name."""
    rows = row.memberships.select_related("user", "invitation").exclude(invited_email="")
    offered = rows.filter(Q(state=Membership.State.INVITED) | Q(invitation__isnull=False))
    later = Case(When(state=Membership.State.INVITED, then=0), default=1)
    by_name = Lower(Coalesce(NullIf("name", Value("")), "invited_email"))
    return offered.order_by(later, by_name, "pk")


def invitations_counted(row: Class) -> dict[str, int]:
    """How many of them have `joined`, are `under_way`, `unsent`, `failed`, or `all` of them."""
    waits = Q(state=Membership.State.INVITED)
    return invitations_of(row).aggregate(
        all=Count("pk"),
        joined=Count("pk", filter=Q(state=Membership.State.JOINED)),
        under_way=Count("pk", filter=waits & Q(invitation__state__in=under_way)),
        unsent=Count("pk", filter=waits & Q(invitation=None)),
        failed=Count("pk", filter=waits & Q(invitation__state=State.FAILED)),
    )
