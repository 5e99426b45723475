"""Invitation links to a learner's terminals, until the learner revokes them.

A link is shown once. What is kept is a hash of its token, so that a copy of the database opens no
terminal.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.models import LabSession, LabState, Share, Visit

links_most = 5  # of one session at a time


def token_hash(token: str) -> str:
    """64 hexadecimal digits. Tokens are random, so that no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def share_create(*, session: LabSession, mode: str) -> str:
    """The token of a new link, which is kept nowhere. `mode` is a Share.Mode.

    Raises LabRefusedError where the lab does not run or has too many links, and for that of a
    group: its work is its members' alone.
    """
    if session.group:
        raise LabRefusedError(RefusalCode.NO_LINKS_IN_GROUP)
    if not session.is_active:
        raise LabRefusedError(RefusalCode.NOT_RUNNING)
    if session.shares.filter(revoked_at=None).count() >= links_most:
        raise LabRefusedError(RefusalCode.TOO_MANY_LINKS)
    token = secrets.token_urlsafe(32)
    Share.objects.create(session=session, token=token_hash(token), mode=Share.Mode(mode))
    return token


@transaction.atomic
def share_revoke(*, session: LabSession, share: int) -> bool:
    """The link stops working, and whoever came by it is out. False where it had stopped before."""
    now = timezone.now()
    rows = Share.objects.filter(pk=share, session=session, revoked_at=None)
    if not rows.update(revoked_at=now):
        return False
    visits = Visit.objects.filter(share=share, ended_at=None)
    visits.update(ended_at=now, ended_by_learner=True)
    return True


def share_by_token(token: str) -> Share | None:
    """The link's row, while it works: not taken back, and its lab runs."""
    return (
        Share.objects.filter(
            token=token_hash(token), revoked_at=None, session__state=LabState.READY
        )
        .select_related("session__user")
        .first()
    )
