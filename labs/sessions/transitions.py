"""Changes of a session's state: conditional UPDATEs. False means that another came first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from labs.models import EndReason, LabSession, LabState, TaskResult, active_states
from labs.sessions.events import session_say
from virtlearn.operation.metrics import declared as metrics
from virtlearn.outbox.events import EventName

starting_least = 8  # seconds that a busy server may need for a start, however short the grace
input_gap = timedelta(seconds=10)  # input is written down at most so often
stopping_seconds = 15  # after that the keeper tries the removal itself


def starting_deadline() -> datetime:
    """Until when a start may last: sooner than the keeper's grace, within which all is cleared."""
    seconds = max(starting_least, settings.KEEPER_GRACE_SECONDS * 0.75)
    return timezone.now() + timedelta(seconds=seconds)


def ready_set(session: LabSession) -> bool:
    values = ready_values(session)
    rows = LabSession.objects.filter(pk=session.pk, state=LabState.STARTING)
    if not _one(rows.update(**values)):
        return False
    values_show(session, values)  # so that nobody has to read the row again
    return True


def ready_unsaved(session: LabSession) -> None:
    """Makes one `ready` whose row is still to be written."""
    values_show(session, ready_values(session))


def values_show(session: LabSession, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(session, name, value)


def ready_values(session: LabSession) -> Mapping[str, Any]:
    now = timezone.now()
    return {
        "state": LabState.READY,
        "ready_at": now,
        "last_input_at": now,
        "expires_at": now + timedelta(minutes=session.spec.minutes),
    }


def stopping_set(
    session_id: UUID,
    reason: EndReason,
    error: str = "",
    where: Q | None = None,
    *,
    machine: str = "",
) -> bool:
    """From starting or ready; `where` must still hold (an extension may have come)."""
    return _stopping(session_id, where, end_reason=reason, error=error, end_machine=machine)


def start_failed_set(session_id: UUID, error: str, fault: str, *, where: Q | None = None) -> bool:
    """Stopping, since it could not start: `fault` is one of StartFault, or empty."""
    values = {"end_reason": EndReason.FAILED, "error": error, "start_fault": fault}
    if failed := _stopping(session_id, where, **values):
        row = LabSession.objects.only("user_id", "course", "lab", "group").get(pk=session_id)
        session_say(EventName.LAB_FAILED, row)
    return failed


def _stopping(session_id: UUID, where: Q | None, **values: str) -> bool:
    rows = LabSession.objects.filter(pk=session_id, state__in=active_states)
    return _ended(
        rows.filter(where or Q()).update(
            state=LabState.STOPPING,
            due_at=timezone.now() + timedelta(seconds=stopping_seconds),
            **values,
        ),
        values["end_reason"],
    )


def ended_set(session_id: UUID) -> bool:
    """Only once every machine of the session is known to be gone."""
    return _one(
        LabSession.objects.filter(pk=session_id, state=LabState.STOPPING).update(
            state=LabState.ENDED, ended_at=timezone.now(), guest_address=""
        )
    )


def extended_set(session: LabSession) -> bool:
    spec = session.spec
    return _one(
        LabSession.objects.filter(
            pk=session.pk, state=LabState.READY, extensions_used__lt=spec.extensions
        ).update(
            extensions_used=F("extensions_used") + 1,
            expires_at=F("expires_at") + timedelta(minutes=spec.extend_minutes),
        )
    )


def time_given_set(session_id: UUID, time: timedelta, until: datetime) -> bool:
    """Adds `time` to a lab that runs, where it would end before `until` without it."""
    rows = LabSession.objects.filter(pk=session_id, state=LabState.READY, expires_at__lt=until)
    return _one(rows.update(expires_at=F("expires_at") + time))


def input_set(session_id: UUID, at_most_every: timedelta = input_gap) -> bool:
    """Notes that the learner does something; True where it was written down."""
    now = timezone.now()
    return _one(
        LabSession.objects.filter(pk=session_id, state=LabState.READY)
        .filter(Q(last_input_at=None) | Q(last_input_at__lt=now - at_most_every))
        .update(last_input_at=now)
    )


def prompt_set(session_id: UUID, at: datetime) -> bool:
    """Notes, once, how long its learner waited for the prompt: from the click on Start, or from the
    end of the queue."""
    rows = LabSession.objects.filter(pk=session_id, prompt_ms=None)
    row = rows.only("created_at", "admitted_at").first()
    if row is None:
        return False
    waited = at - (row.admitted_at or row.created_at)
    return _one(rows.update(prompt_ms=max(0.0, waited.total_seconds() * 1000)))


def checking_claim(session_id: UUID, until: datetime) -> bool:
    """One check pass at a time; a claim whose deadline is over was left by a dead process."""
    free = Q(checking_until=None) | Q(checking_until__lt=timezone.now())
    rows = LabSession.objects.filter(pk=session_id, state=LabState.READY)
    return _one(rows.filter(free).update(checking_until=until))


def checking_renew(session_id: UUID, until: datetime, longer: datetime) -> bool:
    """Keeps the claim that was made with `until`, and no other."""
    rows = LabSession.objects.filter(pk=session_id, checking_until=until)
    return _one(rows.update(checking_until=longer))


def checking_release(session_id: UUID, until: datetime) -> bool:
    """Gives back the claim that was made with `until`, and no other."""
    rows = LabSession.objects.filter(pk=session_id, checking_until=until)
    return _one(rows.update(checking_until=None, checked_at=timezone.now()))


def seen_set(session_id: UUID, at_most_every: timedelta) -> bool:
    """Notes that the page of one who waits was shown."""
    now = timezone.now()
    rows = LabSession.objects.filter(pk=session_id, state=LabState.QUEUED)
    return _one(rows.filter(seen_at__lt=now - at_most_every).update(seen_at=now))


def turn_set(session: LabSession) -> bool:
    """From queued to starting."""
    now = timezone.now()
    return _one(
        LabSession.objects.filter(pk=session.pk, state=LabState.QUEUED).update(
            state=LabState.STARTING, admitted_at=now, due_at=starting_deadline()
        )
    )


def queue_left_set(session_id: UUID, reason: EndReason, where: Q | None = None) -> bool:
    """From queued to ended: there are no machines yet. `where` must still hold."""
    rows = LabSession.objects.filter(pk=session_id, state=LabState.QUEUED)
    return _ended(
        rows.filter(where or Q()).update(
            state=LabState.ENDED, ended_at=timezone.now(), end_reason=reason, guest_address=""
        ),
        reason,
    )


def preparing_claim(result_id: int, until: datetime) -> bool:
    """One preparation of a task at a time, and none of one that is prepared or done."""
    free = Q(preparing_until=None) | Q(preparing_until__lt=timezone.now())
    rows = TaskResult.objects.filter(pk=result_id, prepared_at=None, passed_at=None)
    return _one(rows.filter(free).update(preparing_until=until))


def _ended(rows: int, reason: str) -> bool:
    if _one(rows):
        metrics.lab_ended(str(reason))
    return _one(rows)


def _one(rows: int) -> bool:
    return rows == 1
