"""What ended labs leave of others and of their machines goes after a time; results stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labs.models import LabSession, LabState, Machine, Share, Visit
from virtlearn.people.retention.rules import Retention

batch = 500


def ended_labs(now: datetime) -> Retention:
    return Retention(
        what=_("of ended labs: machines, links, visits, notes to the instructor; results stay"),
        setting="ENDED_LAB_DAYS",
        days=settings.ENDED_LAB_DAYS,
        count=lambda: sessions_over(now).count(),
        remove=lambda: sessions_clear(now),
    )


def sessions_over(now: datetime) -> QuerySet[LabSession]:
    """Those that ended so long ago and still have something of it."""
    if not settings.ENDED_LAB_DAYS:
        return LabSession.objects.none()
    before = now - timedelta(days=settings.ENDED_LAB_DAYS)
    own = [
        Exists(model.objects.filter(session=OuterRef("pk"))) for model in (Machine, Share, Visit)
    ]
    left = own[0] | own[1] | own[2] | ~Q(hand_note="") | ~Q(error="") | ~Q(scripts={})
    return LabSession.objects.filter(left, state=LabState.ENDED, ended_at__lt=before)


def sessions_clear(now: datetime) -> int:
    """How many sessions were cleared. Whoever wants points finds them: results are not touched."""
    cleared = 0
    while some := list(sessions_over(now).values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            Visit.objects.filter(session__in=some).delete()
            Share.objects.filter(session__in=some).delete()
            Machine.objects.filter(session__in=some).delete()
            LabSession.objects.filter(pk__in=some).update(hand_note="", error="", scripts={})
        cleared += len(some)
    return cleared
