"""Tells other systems what happens in a lab, of each who does it."""

from __future__ import annotations

from labs.catalog.coursework import members_of
from labs.models import LabSession
from virtlearn.operation.metrics import declared as metrics
from virtlearn.outbox.events import EventName, event_say


def session_say(name: EventName, session: LabSession, **about: str) -> None:
    """Of its learner, or of everybody in the group that does it together."""
    users = list(members_of(group=session.group)) if session.group else [session.user_id]
    for user in users:
        event_say(name, user=user, course=session.course, in_class=None, lab=session.lab, **about)


def session_started(session: LabSession, way: str, seconds: float) -> None:
    """All its machines run; `way` and `seconds` as `metrics.lab_started` has them."""
    metrics.lab_started(session.spec.kinds, way, seconds)
    session_say(EventName.LAB_STARTED, session)
