"""Decides who may have machines: LABS_FOR, and how many at once the guests of one address."""

from __future__ import annotations

from django.conf import settings

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.models import LabSession, active_states
from virtlearn.people.models import User
from virtlearn.people.selectors import is_member


def audience_check(user: User | None) -> None:
    """Raises LabRefusedError where labs are not for `user`, who may be a visitor (None)."""
    if settings.LABS_FOR == "everyone":
        return
    if user is None or user.is_guest:
        raise LabRefusedError(RefusalCode.ACCOUNT_NEEDED)
    if settings.LABS_FOR == "members" and not is_member(user):
        raise LabRefusedError(RefusalCode.MEMBERS_ONLY)


def address_check(session: LabSession) -> None:
    """Raises LabRefusedError where guests of the session's address have as many labs as they may.

    In `admissions`, so that of many who come at once no more get in.
    """
    if not session.guest_address:
        return
    limit = settings.LABS_PER_ADDRESS
    rows = LabSession.objects.filter(state__in=active_states, user__is_guest=True)
    if rows.filter(guest_address=session.guest_address).count() >= limit:
        raise LabRefusedError(RefusalCode.ADDRESS_LIMIT, limit=limit)
