"""What people do with labs: start, stop, extend, begin afresh, open hints and solutions."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from labs import transitions
from labs.catalog import Lab
from labs.images import image_of
from labs.lifecycle import session_clear, session_raise
from labs.models import (
    EndReason,
    KeeperBeat,
    LabSession,
    LabState,
    Machine,
    Measurement,
    TaskResult,
    active_states,
)
from virtlearn.people.models import User

input_gap = timedelta(seconds=10)  # input is written down at most so often


class LabRefusedError(Exception):
    """Why something is not done now, in words for the learner. `code` is for tests and styles."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def lab_session_start(*, user: User, lab: Lab) -> LabSession:
    """The user's session of `lab`: the active one, or a new one with its machines running.

    The row comes first, and one row a user and lab may be active: of any number of clicks one
    starts machines, and the others get its session. A session that could not start comes back
    `ended` with reason `failed`. Raises LabRefusedError where a limit is reached.
    """
    if session := active_session(user, lab):
        return session
    try:
        session = lab_session_admit(user, lab)
    except IntegrityError:  # another click came first
        if session := active_session(user, lab):
            return session
        raise
    session_raise(session)
    session.refresh_from_db()
    return session


def active_session(user: User, lab: Lab) -> LabSession | None:
    return LabSession.objects.filter(
        user=user, course=lab.course, lab=lab.slug, state__in=active_states
    ).first()


@transaction.atomic
def lab_session_admit(user: User, lab: Lab) -> LabSession:
    """The row of a new session, of its machines and of its tasks; within the limits."""
    # One admission at a time: else two could both see the last free place.
    KeeperBeat.objects.get_or_create(pk=1)
    KeeperBeat.objects.select_for_update().get(pk=1)
    running = LabSession.objects.exclude(state=LabState.ENDED)
    limit = settings.LABS_PER_USER
    if running.filter(user=user, state__in=active_states).count() >= limit:
        raise LabRefusedError(
            "user-limit",
            ngettext(
                "You can run %(limit)d lab at a time. Stop the other one first.",
                "You can run %(limit)d labs at a time. Stop one of them first.",
                limit,
            )
            % {"limit": limit},
        )
    if running.count() >= settings.LABS_MAX:
        raise LabRefusedError(
            "server-full",
            gettext("All machines of this server are in use. Try again in a few minutes."),
        )
    session = LabSession.objects.create(
        user=user,
        course=lab.course,
        lab=lab.slug,
        revision=lab.digest,
        spec_json=msgspec.to_builtins(lab.spec),
        scripts=dict(lab.scripts),
        title=dict(lab.title),
        due_at=transitions.starting_deadline(),
    )
    Machine.objects.bulk_create(
        Machine(
            session=session,
            name=machine.name,
            kind=machine.kind,
            image=image_of(machine.kind),
            hostname="lab" if len(lab.spec.machines) == 1 else machine.name,
            engine_name=f"virtlearn-{session.pk.hex}-{machine.name}",
        )
        for machine in lab.spec.machines
    )
    results_begin(session)
    return session


def results_begin(session: LabSession) -> None:
    """A row for each task. Tries, and hints and solutions seen, carry over from before."""
    before = TaskResult.objects.filter(
        session__user=session.user_id, session__course=session.course, session__lab=session.lab
    )
    seen = {result.task: result for result in before.order_by("session__created_at")}
    rows = []
    for task in session.spec.tasks:
        row = TaskResult(session=session, task=task.id)
        if old := seen.get(task.id):
            row.tries, row.hints_opened = old.tries, old.hints_opened
            row.solution_opened_at = old.solution_opened_at
        rows.append(row)
    TaskResult.objects.bulk_create(rows)


def lab_session_stop(*, session: LabSession, reason: EndReason = EndReason.LEARNER) -> LabSession:
    """Ends it. Ending what ends or has ended is success. Machines that the engine cannot remove
    now leave it `stopping`, for the keeper to finish."""
    if transitions.stopping_set(session.pk, reason):
        session_clear(session)
    session.refresh_from_db()
    return session


def lab_session_reset(*, session: LabSession, lab: Lab) -> LabSession:
    """Fresh machines: this session ends, and a new one of `lab` takes its place."""
    lab_session_stop(session=session, reason=EndReason.RESET)
    return lab_session_start(user=session.user, lab=lab)


def lab_session_extend(*, session: LabSession) -> LabSession:
    """Adds `extend_minutes`, as often as the lab allows; else raises LabRefusedError."""
    if not transitions.extended_set(session):
        raise LabRefusedError("no-extension", gettext("This lab cannot be extended any more."))
    session.refresh_from_db()
    return session


def lab_session_input(session_id: UUID) -> bool:
    """Notes that the learner does something; True where it was written down."""
    return transitions.input_set(session_id, input_gap)


def task_hint_open(*, session: LabSession, task: str) -> int:
    """Opens the next hint of `task`; how many are open now (the page knows how many there are)."""
    rows = TaskResult.objects.filter(session=session, task=task)
    rows.update(hints_opened=F("hints_opened") + 1)
    return rows.values_list("hints_opened", flat=True).first() or 0


def task_solution_open(*, session: LabSession, task: str) -> TaskResult:
    """Shows the solution, which costs the points of a task that is not done yet.

    Raises LabRefusedError before `solution_after` tries, and for a task that is not there.
    """
    declared = session.spec.task(task)
    result = TaskResult.objects.filter(session=session, task=task).first()
    if not declared or not result:
        raise LabRefusedError("no-task", gettext("This task does not exist."))
    if not solution_is_open(result, declared.solution_after):
        missing = declared.solution_after - result.tries
        raise LabRefusedError(
            "too-soon",
            ngettext(
                "The solution opens after %(count)d more try.",
                "The solution opens after %(count)d more tries.",
                missing,
            )
            % {"count": missing},
        )
    TaskResult.objects.filter(pk=result.pk, solution_opened_at=None).update(
        solution_opened_at=timezone.now()
    )
    result.refresh_from_db()
    return result


def solution_is_open(result: TaskResult, solution_after: int) -> bool:
    return bool(result.passed_at or result.solution_opened_at or result.tries >= solution_after)


def guest_merge(*, guest: User, into: User) -> None:
    """Gives a guest's sessions and figures to an account.

    Where both run the same lab, the account's goes on and the guest's is ended.
    """
    theirs = LabSession.objects.filter(user=guest)
    for session in theirs.filter(state__in=active_states):
        if LabSession.objects.filter(
            user=into, course=session.course, lab=session.lab, state__in=active_states
        ).exists():
            # Only marked: this runs inside a transaction, and the keeper removes the machines.
            transitions.stopping_set(session.pk, EndReason.LEARNER)
    theirs.update(user=into)
    Measurement.objects.filter(user=guest).update(user=into)
