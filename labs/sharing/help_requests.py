"""Help requests: a learner raises a hand, an instructor sees who waits."""

from __future__ import annotations

from django.utils import timezone

from labs.models import LabSession, active_states
from virtlearn.core.short_text import short_text

note_most = 200


def hand_raise(*, session: LabSession, note: str = "") -> bool:
    """Asks for help with this lab; False where the hand is up already or the lab does not run."""
    rows = LabSession.objects.filter(
        pk=session.pk, state__in=active_states, hand_raised_at__isnull=True
    )
    text = short_text(note, note_most)
    return bool(rows.update(hand_raised_at=timezone.now(), hand_note=text))


def hand_lower(*, session: LabSession) -> bool:
    """The learner needs no help any more, or an instructor has given it."""
    rows = LabSession.objects.filter(pk=session.pk, hand_raised_at__isnull=False)
    return bool(rows.update(hand_raised_at=None, hand_note=""))
