"""Checks that a learner asks for by the button: answered at once, run beside the request.

The row says that they were asked for, so that every process shows it and a second press starts no
second run. What a process leaves behind that ends meanwhile is over by itself.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from labs.core.background import glance_or_later
from labs.models import LabSession, LabState
from labs.tasks.checks import session_pass
from labs.tasks.setup import tasks_prepare

request_longest = timedelta(seconds=60)  # after that its process must have ended
busy_seconds = 20.0  # how long a pass that runs already is waited for
busy_gap = 0.1
prepare_seconds = 2.0  # how long preparations are waited for; those that last longer go on


def check_request(session: LabSession) -> None:
    """Has all open tasks looked at. Their results may be there when it returns, or come later."""
    now = timezone.now()
    free = Q(check_asked_at=None) | Q(check_asked_at__lt=now - request_longest)
    rows = LabSession.objects.filter(free, pk=session.pk, state=LabState.READY)
    if rows.update(check_asked_at=now):
        glance_or_later("checks", check_run, session.pk)


def check_run(session_id: UUID) -> None:
    """Runs the checks, after a pass that is under way, and what is to be prepared then."""
    try:
        end = time.monotonic() + busy_seconds
        while (looked := session_pass(session_id, asked=True)).busy and time.monotonic() < end:
            time.sleep(busy_gap)
        if looked.due and tasks_prepare(session_id, looked.due, wait=prepare_seconds):
            session_pass(session_id)
    finally:
        LabSession.objects.filter(pk=session_id).update(check_asked_at=None)


def check_is_awaited(session: LabSession) -> bool:
    """Whether its learner pressed the button and the results are still to come."""
    asked = session.check_asked_at
    return asked is not None and timezone.now() - asked < request_longest
