"""Takes somebody who has left a group out of its labs, which go on with the others or end."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.catalog.coursework import members_of
from labs.models import EndReason, LabSession, Visit, active_states
from labs.sessions import transitions
from virtlearn.people.models import User


@transaction.atomic
def group_leave(*, group: str, user_id: int) -> None:
    """`user_id` is in the group no more: their terminals close within a second.

    What they started there becomes the session of another of the group, and counts by the limits
    of that one from now on. Where nobody can take it, since none is left or each runs the same lab
    alone, it ends. Machines are removed by the keeper: this may run in a transaction.
    """
    now = timezone.now()
    visits = Visit.objects.filter(
        session__group=group, user_id=user_id, group=True, ended_at__isnull=True
    )
    visits.update(ended_at=now)
    theirs = LabSession.objects.filter(group=group, user_id=user_id, state__in=active_states)
    others = [member for member in members_of(group=group) if member != user_id]
    for session in theirs.only("pk"):
        if not any(session_hand_over(session, member) for member in others):
            reason = EndReason.GROUP_LEFT
            if not transitions.queue_left_set(session.pk, reason):
                transitions.stopping_set(session.pk, reason)


def session_hand_over(session: LabSession, user_id: int) -> bool:
    """Whether it is that user's now: they may have the same lab running alone."""
    rows = LabSession.objects.filter(pk=session.pk, state__in=active_states)
    try:
        with transaction.atomic():
            return rows.update(user_id=user_id, guest_address="") == 1
    except IntegrityError:
        return False


def account_end(*, user: User) -> None:
    """An account is about to be erased: what runs of its groups goes on with the others."""
    theirs = LabSession.objects.filter(user=user, state__in=active_states).exclude(group="")
    for group in set(theirs.values_list("group", flat=True)):
        group_leave(group=group, user_id=user.pk)
